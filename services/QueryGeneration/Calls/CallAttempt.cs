namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>One attempt at a call: waits for its place in the gate, has so much time from there on, and gives the place back once.</summary>
/// <param name="gate">Where places are taken.</param>
/// <param name="idempotencyKey">Key of the attempt.</param>
/// <param name="limit">Time from the place on.</param>
/// <param name="time">The clock.</param>
/// <param name="caller">Ends the wait for a place. What has one goes on: it will be paid, so its reply is kept.</param>
internal sealed class CallAttempt(AdaptiveGate gate, string idempotencyKey, TimeSpan limit, TimeProvider time, CancellationToken caller) : IDisposable
{
    private static readonly AsyncLocal<CallAttempt?> Flow = new();
    private readonly CancellationTokenSource _timeout = new(Timeout.InfiniteTimeSpan, time);
    private AdaptiveGate.Pass _pass;
    private long _entered;
    private bool _inside;

    /// <summary>The attempt that this flow makes.</summary>
    public static CallAttempt? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>Key by which the endpoint knows a repeated request.</summary>
    public string IdempotencyKey { get; } = idempotencyKey;

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken TimeUp => _timeout.Token;

    /// <summary>It got a place: something may have been asked.</summary>
    public bool Entered { get; private set; }

    /// <summary>Time since it got its place.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_entered);

    /// <summary>Waits for a place.</summary>
    public async Task EnterAsync()
    {
        _pass = await gate.EnterAsync(caller);
        (Entered, _inside) = (true, true);
        _entered = time.GetTimestamp();
        _timeout.CancelAfter(limit);
    }

    /// <summary>The answer is here.</summary>
    public void Answered()
    {
        if (Leave())
            _pass.Succeeded();
    }

    /// <summary>It failed for its own reasons.</summary>
    public void Failed()
    {
        if (Leave())
            _pass.Failed();
    }

    /// <summary>The endpoint asked to slow down.</summary>
    /// <param name="pause">How long nobody goes through.</param>
    public void Throttled(TimeSpan pause)
    {
        if (Leave())
            _pass.Throttled(pause);
    }

    /// <inheritdoc />
    public void Dispose() => _timeout.Dispose();

    private bool Leave()
    {
        var inside = _inside;
        _inside = false;
        return inside;
    }
}
