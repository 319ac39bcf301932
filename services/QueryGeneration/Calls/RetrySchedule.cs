using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// Says after each failed attempt of one call how long to wait, or that it is over. Exponential back-off with jitter drawn from the call's
/// key, so that a run can be repeated exactly; a Retry-After is honoured instead of it.
/// </summary>
internal sealed class RetrySchedule(LanguageModelOptions options, string key, int refusals)
{
    private readonly Random _random = SeededRandom.Create("retry", key);
    private int _failed;
    private int _throttled;

    /// <summary>Attempts that the endpoint has answered with an error, those of earlier runs included.</summary>
    public int Refusals { get; private set; } = refusals;

    /// <summary>
    /// Key that lets an endpoint that supports it answer a repeated request from its first answer, unpaid. It stays the same while the fate
    /// of the last attempt is unknown (connection lost, timeout), and changes when the endpoint answered with an error status, which such
    /// endpoints would repeat as well.
    /// </summary>
    public string IdempotencyKey => Refusals == 0 ? key : FormattableString.Invariant($"{key}-{Refusals}");

    /// <summary>What to do after a failure.</summary>
    public (TimeSpan? Wait, CallFailure Failure) After(CallFailure failure)
    {
        if (failure.Verdict is not (CallVerdict.Retry or CallVerdict.Throttle))
            return (null, failure);

        if (failure.RetryAfter > options.MaxRetryAfter)
        {
            var message = FormattableString.Invariant(
                $"{failure.Message} It asks to wait {failure.RetryAfter.Value.TotalSeconds:0} s, longer than MaxRetryAfter: make the same call again later.");
            return (null, failure with { Verdict = CallVerdict.StopJob, Message = message });
        }

        if (failure.Reason is "rate_limited" || failure.Reason.StartsWith("http_", StringComparison.Ordinal))
            Refusals++;
        var throttle = failure.Verdict == CallVerdict.Throttle;
        var count = throttle ? ++_throttled : ++_failed;
        if (count >= (throttle ? options.MaxThrottledAttempts : options.MaxAttempts))
            return (null, failure with { Verdict = CallVerdict.GiveUpItem, Message = FormattableString.Invariant($"{failure.Message} Given up after {_failed + _throttled} attempts.") });
        return (failure.RetryAfter ?? BackOff(count), failure);
    }

    private TimeSpan BackOff(int count)
    {
        var delay = options.RetryDelay * Math.Pow(2, Math.Min(count - 1, 30));
        if (delay > options.MaxRetryDelay)
            delay = options.MaxRetryDelay;
        return delay * (0.5 + (_random.NextDouble() / 2));
    }
}
