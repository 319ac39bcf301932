using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.ImageSources.Http;

namespace ImageSearchBench.Orchestrator.ImageSources.Openverse;

/// <summary>Openverse, <c>GET v1/images/</c>: openly licensed images of many collections, with licence and attribution.</summary>
internal sealed class OpenverseSource(SourceClient client, OpenverseOptions options, TimeProvider time) : IImageSource
{
    private const int PageSize = 20;

    private readonly RequestLimits _limits = new(
        "openverse",
        options.PerMinute > 0 ? options.PerMinute : options.ClientId is null ? 20 : 100,
        options.PerDay > 0 ? options.PerDay : options.ClientId is null ? 200 : 10_000);

    private readonly OpenverseToken? _token = options.ClientId is null ? null : new OpenverseToken(client, options, time);

    public JsonObject Describe() => new() { ["source"] = "openverse" };

    public async Task<ImagePage> SearchAsync(ImageQuery query, string page, CancellationToken cancellationToken)
    {
        var number = page.Length == 0 ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        var token = _token is null ? null : await _token.GetAsync(_limits, cancellationToken);
        using var reply = await client.AskAsync(_limits, () => Request(query, number, token), cancellationToken);
        var root = reply.RootElement;
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("results", out var results) || results.ValueKind is not JsonValueKind.Array)
            throw new BenchException(ErrorKind.FailedPrecondition, "openverse: the reply has no 'results': is it the API's address?");
        var images = results.EnumerateArray().Where(r => r.ValueKind is JsonValueKind.Object).Select(Image).ToArray();
        var pages = root.NumberOf("page_count") ?? 0;
        var next = images.Length > 0 && number < pages ? (number + 1).ToString(CultureInfo.InvariantCulture) : "";
        return new ImagePage(images, root.NumberOf("result_count"), next);
    }

    public ValueTask DisposeAsync()
    {
        _token?.Dispose();
        return ValueTask.CompletedTask;
    }

    private HttpRequestMessage Request(ImageQuery query, int page, string? token)
    {
        var address = new Uri(options.BaseUrl, FormattableString.Invariant($"v1/images/?q={Uri.EscapeDataString(query.Text)}&page={page}&page_size={PageSize}"));
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static FoundImage Image(JsonElement result)
    {
        var url = result.TextOf("url");
        var image = new FoundImage(url ?? result.TextOf("id") ?? "")
        {
            Url = url,
            Width = (int?)result.NumberOf("width"),
            Height = (int?)result.NumberOf("height"),
            Title = result.TextOf("title"),
            Page = result.TextOf("foreign_landing_url"),
            Licence = Licence(result),
            Attribution = result.TextOf("attribution", "creator"),
        };
        return url is null ? image with { Fault = "the result has no URL." }
            : image.Licence is null ? image with { Fault = "the result has no licence." }
            : result.TryGetProperty("mature", out var mature) && mature.ValueKind is JsonValueKind.True ? image with { Fault = "the source marks it as mature." }
            : image;
    }

    // 'by-sa' and '4.0' are CC BY-SA 4.0; 'cc0' and 'pdm' are called otherwise.
    private static string? Licence(JsonElement result)
    {
        if (result.TextOf("license") is not { } licence)
            return null;
        var name = licence switch
        {
            "cc0" => "CC0",
            "pdm" => "Public Domain Mark",
            _ => $"CC {licence.ToUpperInvariant()}",
        };
        return string.Join(' ', new[] { name, result.TextOf("license_version"), result.TextOf("license_url") }.Where(p => p is not null));
    }
}
