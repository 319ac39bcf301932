using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.ImageSources.Http;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.ImageSources.Commons;

/// <summary>
/// Wikimedia Commons, by the MediaWiki search of bitmap files. It does not say how many results there are. A page of results may take several
/// replies: all of <c>continue</c> is sent back until the page is whole. Requests are made one after the other, as Wikimedia asks.
/// </summary>
internal sealed class CommonsSource(SourceClient client, CommonsOptions options) : IImageSource
{
    private const int PageSize = 50;
    private const int MaxRepliesPerPage = 50;

    private readonly RequestLimits _limits = new("commons", options.PerMinute, PerDay: 0);
    private readonly SemaphoreSlim _one = new(1);

    public JsonObject Describe() => new() { ["source"] = "commons", ["thumbnail_width"] = options.ThumbnailWidth };

    public async Task<ImagePage> SearchAsync(ImageQuery query, string page, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await SearchOneAsync(query, page, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _one.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ImagePage> SearchOneAsync(ImageQuery query, string page, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, CommonsPage>();
        var go = page.Length > 0 ? Json.Read<Dictionary<string, string>>(page) : [];
        for (var replies = 1; ; replies++)
        {
            using var reply = await client.AskAsync(_limits, () => Request(query, go), cancellationToken);
            var root = reply.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                throw new BenchException(ErrorKind.FailedPrecondition, "commons: the reply is no JSON object: is it the API's address?");
            if (root.TryGetProperty("error", out var error))
                throw new BenchException(ErrorKind.Unavailable, $"commons: {Reason(error)} Resume the job later: what was found stays.");
            Take(root, found);
            go = Continue(root);
            var isWhole = go.Count == 0 || (root.TryGetProperty("batchcomplete", out var whole) && whole.ValueKind is JsonValueKind.True or JsonValueKind.String);
            if (isWhole)
                break;
            if (replies == MaxRepliesPerPage)
                throw new BenchException(ErrorKind.Unavailable, $"commons: a page of results is not whole after {MaxRepliesPerPage} replies.");
        }

        var images = found.Values.OrderBy(p => p.Index).ThenBy(p => p.Title, StringComparer.Ordinal).Select(p => p.ToImage()).ToArray();
        return new ImagePage(images, Total: null, go.Count == 0 ? "" : Json.Write(go));
    }

    private HttpRequestMessage Request(ImageQuery query, Dictionary<string, string> go)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["action"] = "query",
            ["format"] = "json",
            ["formatversion"] = "2",
            ["generator"] = "search",
            ["gsrnamespace"] = "6",
            ["gsrsearch"] = $"filetype:bitmap {query.Text}",
            ["gsrlimit"] = FormattableString.Invariant($"{PageSize}"),
            ["prop"] = "imageinfo",
            ["iiprop"] = "url|size|mime|mediatype|user|extmetadata",
            ["iiurlwidth"] = FormattableString.Invariant($"{options.ThumbnailWidth}"),
            ["maxlag"] = "5",
        };
        foreach (var (name, value) in go)
            fields[name] = value;
        var address = new UriBuilder(options.ApiUrl)
        {
            Query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}")),
        };
        return new HttpRequestMessage(HttpMethod.Get, address.Uri);
    }

    // Without a hit there is no 'query' at all. A later reply has for some pages what an earlier one left out.
    private static void Take(JsonElement root, Dictionary<long, CommonsPage> found)
    {
        if (!root.TryGetProperty("query", out var query) || !query.TryGetProperty("pages", out var pages) || pages.ValueKind is not JsonValueKind.Array)
            return;
        foreach (var page in pages.EnumerateArray())
        {
            if (page.ValueKind is not JsonValueKind.Object || page.NumberOf("pageid") is not { } id)
                continue;
            var read = CommonsPage.Read(page);
            found[id] = found.TryGetValue(id, out var known) ? known.With(read) : read;
        }
    }

    private static string Reason(JsonElement error) =>
        (error.ValueKind is JsonValueKind.Object ? error.TextOf("info", "code") : null) ?? "it answers with an error.";

    private static Dictionary<string, string> Continue(JsonElement root) =>
        root.TryGetProperty("continue", out var go) && go.ValueKind is JsonValueKind.Object
            ? go.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
            : [];
}
