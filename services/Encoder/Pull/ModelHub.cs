using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>Lists and reads repositories through the API of the Hugging Face hub.</summary>
internal sealed class ModelHub(HttpClient http, IOptions<EncoderOptions> options)
{
    private const string Revision = "main";
    private const int MostPages = 100;

    /// <summary>The hub's address.</summary>
    public Uri Address { get; } = options.Value.HubUrl;

    /// <summary>Every file of a repository.</summary>
    public async Task<IReadOnlyList<HubFile>> ListAsync(string repository, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        Uri? page = new(Address, $"/api/models/{repository}/tree/{Revision}?recursive=true");
        for (var pages = 0; page is not null && pages < MostPages; pages++)
        {
            using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, page), cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            files.AddRange(document.RootElement.EnumerateArray().Where(e => e.GetProperty("type").ValueEquals("file")).Select(Read));
            page = NextPage(response);
        }

        return files;
    }

    /// <summary>The bytes of a file from an offset on; the offset that the server really begins at (0 when it does not resume).</summary>
    public async Task<(HttpResponseMessage Response, long From)> OpenAsync(string repository, HubFile file, long from, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(Address, $"/{repository}/resolve/{Revision}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}"));
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, to: null);
        var response = await SendAsync(request, cancellationToken);
        return (response, response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == from ? from : 0);
    }

    private static HubFile Read(JsonElement entry)
    {
        var lfs = entry.TryGetProperty("lfs", out var l) && l.ValueKind == JsonValueKind.Object ? l : default;
        var path = entry.GetProperty("path").GetString()!;
        // The listing is what a server says; a path that climbs out would be written outside the models folder.
        if (!ManifestRules.IsInside(path))
            throw BenchException.Invalid($"The hub lists the path '{path}', which leads out of the model's folder.");
        return new HubFile(
            path, entry.GetProperty("size").GetInt64(), lfs.ValueKind == JsonValueKind.Object ? lfs.GetProperty("oid").GetString() : null,
            entry.GetProperty("oid").GetString()!);
    }

    private Uri? NextPage(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
            return null;
        var next = links.SelectMany(l => l.Split(',')).FirstOrDefault(l => l.Contains("rel=\"next\"", StringComparison.Ordinal));
        var begin = next?.IndexOf('<') ?? -1;
        return begin < 0 ? null : new Uri(Address, new Uri(Address, next![(begin + 1)..next!.IndexOf('>')]).PathAndQuery);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                throw response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized
                    ? BenchException.NotFound($"{request.RequestUri} is not there ({(int)response.StatusCode}): check the repository's name.", "source")
                    : new BenchException(ErrorKind.Unavailable, $"{request.RequestUri} answered {(int)response.StatusCode}: call again later; what was downloaded is kept.");
            }
        }
        catch (HttpRequestException e)
        {
            throw new BenchException(ErrorKind.Unavailable, $"{request.RequestUri} cannot be reached: {e.Message}", innerException: e);
        }
    }
}
