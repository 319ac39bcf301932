using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.ImageSources.Http;

namespace ImageSearchBench.Orchestrator.ImageSources.Openverse;

/// <summary>The access token of a registered client (OAuth 2 client credentials), kept in memory while it is valid.</summary>
internal sealed class OpenverseToken(SourceClient client, OpenverseOptions options, TimeProvider time) : IDisposable
{
    // A token that ends while a request is under way is refused.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private string? _token;
    private long _taken;
    private TimeSpan _valid;

    /// <summary>The token, asked for where there is none that is valid.</summary>
    public async Task<string> GetAsync(RequestLimits limits, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_token is not null && time.GetElapsedTime(_taken) < _valid - Margin)
                return _token;
            using var reply = await client.AskAsync(limits, Request, cancellationToken);
            _taken = time.GetTimestamp();
            var root = reply.RootElement;
            _token = root.ValueKind is JsonValueKind.Object ? root.TextOf("access_token") : null;
            _valid = _token is null ? TimeSpan.Zero : TimeSpan.FromSeconds(root.NumberOf("expires_in") ?? 0);
            return _token
                ?? throw new BenchException(ErrorKind.FailedPrecondition, "openverse gave no access token: check the client's id and secret.");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private HttpRequestMessage Request() => new(HttpMethod.Post, new Uri(options.BaseUrl, "v1/auth_tokens/token/"))
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId!,
            ["client_secret"] = options.ClientSecret ?? "",
        }),
    };
}
