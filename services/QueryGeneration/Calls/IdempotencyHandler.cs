namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>Sends the <c>Idempotency-Key</c> of the attempt: an endpoint that knows it answers a repeated request without charging twice, others ignore it.</summary>
internal sealed class IdempotencyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly AsyncLocal<string?> Key = new();

    /// <summary>Key of the attempt that this flow makes. The connector offers no way to pass a header with a call.</summary>
    public static string? Current
    {
        get => Key.Value;
        set => Key.Value = value;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Current is { } key)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return base.SendAsync(request, cancellationToken);
    }
}
