using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace ImageSearchBench.Orchestrator.Fetching;

/// <summary>
/// Fetches images by URL. An image that was fetched is not fetched again; one that cannot be had is a result with its reason, not
/// an exception. Nothing of this machine's own or a private network is fetched, and what a host marks as not to be used is left alone.
/// </summary>
internal sealed class ImageFetcher : IDisposable
{
    private readonly HttpClient _client;
    private readonly FetchingOptions _options;
    private readonly int _maxBytes;

    public ImageFetcher(IOptions<FetchingOptions> options, IOptions<OrchestratorOptions> limits, TimeProvider time)
    {
        _options = options.Value;
        _maxBytes = limits.Value.MaxImageBytes;
        // Each try has its own time limit; waiting between tries is not part of it.
        _client = new HttpClient(new PatientHandler(_options, time) { InnerHandler = GuardedHandler.Create(_options) }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(_options.UserAgent);
    }

    /// <summary>Fetches an image into a folder, as a file named by the hash of its URL.</summary>
    /// <returns>Its path, or the reason why it cannot be had.</returns>
    /// <exception cref="IOException">It cannot be stored, such as on a full disk: that says nothing of the image.</exception>
    public async Task<(string? Path, string? Fault)> FetchAsync(string url, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, Hashing.Sha256(url));
        if (File.Exists(path))
            return (path, null);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return (null, $"'{(url.Length > 200 ? url[..200] + "…" : url)}' is no http or https URL.");
        try
        {
            using var response = await OverNetworkAsync(_client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
            if (!response.IsSuccessStatusCode)
                return (null, Describe(response.StatusCode));
            if (Refusal(response) is { } refusal)
                return (null, refusal);
            return await SaveAsync(response.Content, path, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutRejectedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.Timeout.TotalSeconds:0} seconds."));
        }
        catch (HttpRequestException e)
        {
            return (null, $"cannot be fetched: {(e.InnerException ?? e).Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Describe(HttpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"the server answers {(int)status} ({status}).");

    // Directives that ask not to use an image for such things, as img2dataset honours them.
    private static string? Refusal(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("X-Robots-Tag", out var values))
            return null;
        var directive = values.SelectMany(v => v.Split([',', ':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(d => d.ToLowerInvariant() is "noai" or "noimageai" or "noindex" or "noimageindex" or "none");
        return directive is null ? null : $"the server asks not to use it (X-Robots-Tag: {directive}).";
    }

    private async Task<(string? Path, string? Fault)> SaveAsync(HttpContent content, string path, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _maxBytes)
            return (null, $"the image has {content.Headers.ContentLength} bytes; at most {_maxBytes} are read.");

        // The client's timeout ends with the headers; a body that trickles is bounded here.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var body = await OverNetworkAsync(content.ReadAsStreamAsync(timeout.Token)))
            await using (var file = DurableFile.Create(part))
            {
                var buffer = new byte[1 << 16];
                long total = 0;
                int read;
                while ((read = await OverNetworkAsync(body.ReadAsync(buffer, timeout.Token).AsTask())) > 0)
                {
                    total += read;
                    if (total > _maxBytes)
                        return (null, $"the image has more than {_maxBytes} bytes, which is the limit.");
                    await file.WriteAsync(buffer.AsMemory(0, read), timeout.Token);
                }

                await file.FlushToDiskAsync(timeout.Token);
            }

            File.Move(part, path, overwrite: true);
            return (path, null);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // A connection that breaks is told apart from a disk that does not take what came.
    private static async Task<T> OverNetworkAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }
}
