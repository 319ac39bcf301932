using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ImageSearchBench.Orchestrator.Fetching;

/// <summary>
/// Tries again what may work later: a server that is busy or fails, a connection that breaks, an answer that does not come. It waits as
/// long as <c>Retry-After</c> says; a server that asks for more patience than is configured gets none.
/// </summary>
internal sealed class PatientHandler : DelegatingHandler
{
    private readonly FetchingOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _tries;

    public PatientHandler(FetchingOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(MayWorkLater(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } response ? RetryAfter(response) : null),
                OnRetry = arguments =>
                {
                    arguments.Outcome.Result?.Dispose();
                    return default;
                },
            });
        }

        _tries = builder.AddTimeout(options.Timeout).Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await _tries.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken);

    private bool MayWorkLater(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: { } e } when IsFinal(e) => false,
        { Exception: HttpRequestException or TimeoutRejectedException or IOException } => true,
        { Result: { } response } => IsBusy(response) && (RetryAfter(response) ?? TimeSpan.Zero) <= _options.MaxRetryAfter,
        _ => false,
    };

    // A name that nobody has, or an address that is not to be fetched from, does not change from one try to the next.
    private static bool IsFinal(Exception exception) =>
        exception is PrivateAddressException or SocketException { SocketErrorCode: SocketError.HostNotFound }
        || (exception.InnerException is { } inner && IsFinal(inner));

    // MediaWiki says in a header of a reply with status 200 that its databases lag, or that it is asked too often.
    private static bool IsBusy(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || (response.Headers.TryGetValues("MediaWiki-API-Error", out var errors) && errors.Any(e => e is "maxlag" or "ratelimited" or "readonly"));

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}
