using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Fetching;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace ImageSearchBench.Orchestrator.ImageSources.Http;

/// <summary>
/// Asks image sources over HTTP: within their limits, with patience for busy servers, from public addresses alone. Redirects are not
/// followed, since a key would go along. Faults name the source and the host, never what was sent: an address may hold a key.
/// </summary>
internal sealed class SourceClient : IDisposable
{
    private readonly HttpClient _client;
    private readonly RequestLimiter _limiter;
    private readonly int _maxBytes;

    public SourceClient(IOptions<FetchingOptions> fetching, IOptions<ImageSourceOptions> options, RequestLimiter limiter, TimeProvider time)
    {
        _limiter = limiter;
        _maxBytes = options.Value.MaxReplyBytes;
        var handler = GuardedHandler.Create(fetching.Value, followRedirects: false);
        handler.AutomaticDecompression = DecompressionMethods.All;
        _client = new HttpClient(new PatientHandler(fetching.Value, time) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(fetching.Value.UserAgent);
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Asks, when the limits allow it.</summary>
    /// <param name="limits">The source's limits; its name is in faults.</param>
    /// <param name="request">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The reply; the caller disposes it.</returns>
    /// <exception cref="BenchException">Unavailable, ResourceExhausted, or FailedPrecondition where the source refuses or answers no JSON.</exception>
    public async Task<JsonDocument> AskAsync(RequestLimits limits, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        await _limiter.WaitAsync(limits, cancellationToken);
        using var message = request();
        var place = $"{limits.Source} ({message.RequestUri!.Authority})";
        try
        {
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Refused(place, response.StatusCode);
            return JsonDocument.Parse(await ReadAsync(place, response.Content, cancellationToken));
        }
        catch (JsonException)
        {
            throw new BenchException(ErrorKind.FailedPrecondition, $"{place} does not answer with JSON: is it the API's address?");
        }
        catch (TimeoutRejectedException)
        {
            throw new BenchException(ErrorKind.Unavailable, $"{place} does not answer in time. Resume the job later: what was found stays.");
        }
        catch (HttpRequestException e)
        {
            var cause = e.InnerException ?? e;
            throw new BenchException(
                cause is PrivateAddressException ? ErrorKind.FailedPrecondition : ErrorKind.Unavailable, $"{place} cannot be asked: {cause.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static BenchException Refused(string place, HttpStatusCode status) => (int)status switch
    {
        401 or 403 => new BenchException(ErrorKind.FailedPrecondition, $"{place} refuses ({(int)status}): check the key or the client's id and secret."),
        429 => new BenchException(ErrorKind.ResourceExhausted, $"{place} is asked too often (429). Resume the job later: what was found stays."),
        >= 500 => new BenchException(ErrorKind.Unavailable, $"{place} fails ({(int)status}). Resume the job later: what was found stays."),
        >= 300 and < 400 => new BenchException(ErrorKind.FailedPrecondition, $"{place} sends elsewhere ({(int)status}): configure the address that it means."),
        _ => new BenchException(ErrorKind.FailedPrecondition, $"{place} answers {(int)status} ({status})."),
    };

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string place, HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var reply = new MemoryStream();
        var buffer = new byte[1 << 14];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (reply.Length + read > _maxBytes)
                throw new BenchException(ErrorKind.FailedPrecondition, $"{place} answers with more than {_maxBytes} bytes, which is the limit.");
            reply.Write(buffer, 0, read);
        }

        return reply.GetBuffer().AsMemory(0, (int)reply.Length);
    }
}
