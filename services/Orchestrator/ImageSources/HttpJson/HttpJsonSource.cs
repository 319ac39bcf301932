using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources.Http;

namespace ImageSearchBench.Orchestrator.ImageSources.HttpJson;

/// <summary>Whatever image search a user may use, as a file describes it.</summary>
/// <param name="client">Asks.</param>
/// <param name="config">The file.</param>
/// <param name="sha256">Hash of the file.</param>
internal sealed class HttpJsonSource(SourceClient client, HttpJsonConfig config, string sha256) : IImageSource
{
    private readonly RequestLimits _limits = new($"http:{config.Name}", config.PerMinute, config.PerDay);

    public JsonObject Describe() => new() { ["source"] = "http", ["name"] = config.Name, ["sha256"] = sha256 };

    public async Task<ImagePage> SearchAsync(ImageQuery query, string page, CancellationToken cancellationToken)
    {
        var index = page.Length == 0 ? 0 : int.Parse(page, CultureInfo.InvariantCulture);
        using var reply = await client.AskAsync(_limits, () => Request(query, index), cancellationToken);
        if (reply.RootElement.Find(config.Results) is not { ValueKind: JsonValueKind.Array } results)
            throw new BenchException(ErrorKind.FailedPrecondition, $"{config.Name}: the reply has no array at '{config.Results}': check 'results' of the source's file.");
        var images = results.EnumerateArray().Select(Image).ToArray();
        var total = reply.RootElement.FindNumber(config.Total);
        var isLast = images.Length < config.PageSize || (total is not null && (long)(index + 1) * config.PageSize >= total);
        return new ImagePage(images, total, isLast ? "" : (index + 1).ToString(CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private HttpRequestMessage Request(ImageQuery query, int index)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, UrlTemplate.Fill(config.Url, place => Uri.EscapeDataString(Value(place, query, index))));
        foreach (var (name, template) in config.Headers)
            request.Headers.TryAddWithoutValidation(name, UrlTemplate.Fill(template, place => Value(place, query, index)));
        return request;
    }

    private string Value(string place, ImageQuery query, int index) => UrlTemplate.Variable(place) ?? place switch
    {
        "query" => query.Text,
        "language" => query.Language,
        "page" => (config.FirstPage + index).ToString(CultureInfo.InvariantCulture),
        "offset" => ((long)index * config.PageSize).ToString(CultureInfo.InvariantCulture),
        _ => config.PageSize.ToString(CultureInfo.InvariantCulture),
    };

    private FoundImage Image(JsonElement result, int rank)
    {
        var fields = config.Fields;
        var url = result.FindText(fields.Url);
        var licence = string.Join(' ', new[] { result.FindText(fields.Licence), result.FindText(fields.LicenceUrl) }.Where(p => p is not null));
        return new FoundImage(url ?? FormattableString.Invariant($"result {rank + 1}"))
        {
            Url = url,
            Width = (int?)result.FindNumber(fields.Width),
            Height = (int?)result.FindNumber(fields.Height),
            Title = result.FindText(fields.Title),
            Page = result.FindText(fields.Page),
            Licence = licence.Length > 0 ? licence : config.Licence,
            Attribution = result.FindText(fields.Attribution),
            IsAdvertisement = IsTrue(result.Find(fields.Advertisement)),
            Fault = url is null ? "the result has no URL." : null,
        };
    }

    private static bool IsTrue(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } word && word.ToUpperInvariant() is not ("FALSE" or "NO" or "0"),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText() != "0",
        _ => false,
    };
}
