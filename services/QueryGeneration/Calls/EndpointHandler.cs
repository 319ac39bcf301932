namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// Sends an attempt (<see cref="CallAttempt.Current"/>) when there is a place for it, and gives the place back with the last byte of a good
/// answer. Before it the request is written and after it the answer is read, so that neither takes up time at the endpoint.
/// </summary>
/// <remarks>
/// Also sends the attempt's <c>Idempotency-Key</c>: an endpoint that knows it answers a repeated request without charging twice, others
/// ignore it. The connector offers no way to pass a header with a call.
/// </remarks>
internal sealed class EndpointHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const long MostBytes = 64 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = CallAttempt.Current ?? throw new InvalidOperationException("Requests are sent by a guarded model only.");
        await attempt.EnterAsync();
        request.Headers.TryAddWithoutValidation("Idempotency-Key", attempt.IdempotencyKey);
        var response = await base.SendAsync(request, cancellationToken);

        // Whoever reads an error decides what becomes of the place: after a 429 nobody may go through in between.
        if (!response.IsSuccessStatusCode)
            return response;
        try
        {
            await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        attempt.Answered();

        // Who waited for the place sends first; what came in is read after that.
        await Task.Yield();
        return response;
    }
}
