using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.ImageSources.HttpJson;

/// <summary>
/// How an image search that answers with JSON is asked: a file that a person writes. Keys are not in it: <c>{env:NAME}</c> in the URL or a
/// header stands for an environment variable of the server.
/// </summary>
/// <param name="Name">Its name: requests are counted, and limits hold, under it.</param>
/// <param name="Url">Address with the places <c>{query}</c>, <c>{language}</c>, <c>{page}</c>, <c>{offset}</c>, <c>{page_size}</c>, <c>{env:NAME}</c>.</param>
/// <param name="Results">JSON pointer (RFC 6901) to the array of results.</param>
/// <param name="Fields">Where the fields of a result are.</param>
internal sealed record HttpJsonConfig(string Name, string Url, string Results, HttpJsonFields Fields)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>JSON pointer to the number of results in all; null where the reply does not have it.</summary>
    public string? Total { get; init; }

    /// <summary>Headers of each request, such as a key: <c>"X-Api-Key": "{env:MY_KEY}"</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Number of the first page; 0 or 1. Default 1.</summary>
    public int FirstPage { get; init; } = 1;

    /// <summary>Results of a page. A page with fewer is the last one. Default 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Requests a minute. Default 30.</summary>
    public int PerMinute { get; init; } = 30;

    /// <summary>Requests a day (UTC); 0 means no limit, the default.</summary>
    public int PerDay { get; init; }

    /// <summary>Licence of the images where the results do not state one.</summary>
    public string? Licence { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">It cannot be read, or a field is wrong; names the file and all faults.</exception>
    public static async Task<HttpJsonConfig> ReadAsync(string path, CancellationToken cancellationToken)
    {
        HttpJsonConfig? config;
        try
        {
            config = JsonSerializer.Deserialize<HttpJsonConfig>(await File.ReadAllBytesAsync(path, cancellationToken), Options);
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"{path}:{(e.LineNumber ?? 0) + 1}: {e.Message}", "source", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BenchException.Invalid($"{path} cannot be read: {e.Message}", "source", e);
        }

        var faults = config is null ? ["the file is empty."] : config.Faults().ToArray();
        return faults.Length == 0 ? config! : throw BenchException.Invalid($"{path}: {string.Join(' ', faults)}", "source");
    }

    private IEnumerable<string> Faults()
    {
        if (Name.Length is 0 or > 64 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            yield return $"name: '{Name}' is no name: letters, digits, '.', '_' and '-', 1 to 64 of them.";
        if (!Url.Contains("{query}", StringComparison.Ordinal))
            yield return "url: it must have the place {query}.";
        if (!Uri.TryCreate(UrlTemplate.Fill(Url, _ => "x"), UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            yield return "url: it must be an http or https address.";
        foreach (var (field, template) in Headers.Append(KeyValuePair.Create("url", Url)))
        {
            foreach (var place in UrlTemplate.Places(template).Where(p => !UrlTemplate.IsKnown(p)))
                yield return $"{field}: {{{place}}} is unknown: there is {UrlTemplate.Known}.";
            foreach (var name in UrlTemplate.Variables(template).Where(v => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(v))))
                yield return $"{field}: the environment variable {name} is not set on the server.";
        }

        foreach (var (field, pointer) in Fields.All.Append(("results", Results)).Append(("total", Total ?? "")))
        {
            if (pointer is { Length: > 0 } && !pointer.StartsWith('/'))
                yield return $"{field}: '{pointer}' is no JSON pointer: write it like /items/0/name.";
        }

        if (string.IsNullOrEmpty(Fields.Url))
            yield return "fields.url: it must say where a result's address is.";
        if (PageSize is < 1 or > 1000)
            yield return "page_size: must be 1 to 1000.";
        if (PerMinute is < 1 or > 100_000)
            yield return "per_minute: must be 1 to 100000.";
        if (PerDay < 0)
            yield return "per_day: must not be negative.";
    }
}

/// <summary>JSON pointers (RFC 6901) to the fields of one result, from the result on; null where it has none.</summary>
/// <param name="Url">Address of the image.</param>
internal sealed record HttpJsonFields(string Url)
{
    public string? Width { get; init; }

    public string? Height { get; init; }

    public string? Title { get; init; }

    /// <summary>Address of the page that shows it.</summary>
    public string? Page { get; init; }

    public string? Licence { get; init; }

    public string? LicenceUrl { get; init; }

    public string? Attribution { get; init; }

    /// <summary>True, or any text but <c>false</c>, <c>no</c> and <c>0</c>, marks an advertisement.</summary>
    public string? Advertisement { get; init; }

    internal IEnumerable<(string Name, string? Pointer)> All =>
    [
        ("fields.url", Url), ("fields.width", Width), ("fields.height", Height), ("fields.title", Title), ("fields.page", Page),
        ("fields.licence", Licence), ("fields.licence_url", LicenceUrl), ("fields.attribution", Attribution), ("fields.advertisement", Advertisement),
    ];
}
