using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>What follows from a call that brought no reply.</summary>
internal enum CallVerdict
{
    /// <summary>The same call may work later.</summary>
    Retry,

    /// <summary>Too many calls: the same call will work later, and all others should wait as well.</summary>
    Throttle,

    /// <summary>This item can never work, or did not after all attempts; others may.</summary>
    GiveUpItem,

    /// <summary>No call of this job will work: the key, the model's id, the quota or the budget.</summary>
    StopJob,

    /// <summary>A reply arrived and was paid, but nothing can be read from it. Never counted as an answer.</summary>
    Undecided,
}

/// <summary>Why a call failed, and what follows.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="Reason">A word for logs, metrics and tests, such as <c>rate_limited</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Kind">What a caller is told.</param>
/// <param name="RetryAfter">How long the endpoint asks to wait.</param>
internal sealed record CallFailure(CallVerdict Verdict, string Reason, string Message, ErrorKind Kind, TimeSpan? RetryAfter = null);

/// <summary>A call that failed for good: its verdict is GiveUpItem, StopJob or Undecided.</summary>
internal sealed class ModelCallException(CallFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    /// <summary>Why.</summary>
    public CallFailure Failure { get; } = failure;

    /// <summary>As the domain's exception.</summary>
    public BenchException ToBenchException() => new(Failure.Kind, Failure.Message, innerException: this);
}
