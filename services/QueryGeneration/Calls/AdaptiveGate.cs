using System.Threading.RateLimiting;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// Lets calls of one model through: so many at a time, so many a minute, none while the endpoint asked to wait. The number at a time
/// adapts as TCP's window does (additive increase, multiplicative decrease): a 429 halves it, each success adds a fraction of one.
/// </summary>
internal sealed class AdaptiveGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly int _max;
    private readonly TimeProvider _time;
    private readonly TokenBucketRateLimiter? _perMinute;
    private double _limit;
    private int _inUse;
    private int _epoch;
    private DateTimeOffset _notBefore;

    /// <summary>Creates the gate.</summary>
    /// <param name="max">Calls at a time, at most; the number it begins with.</param>
    /// <param name="requestsPerMinute">Calls a minute; 0: no limit.</param>
    /// <param name="time">The clock of pauses.</param>
    public AdaptiveGate(int max, int requestsPerMinute, TimeProvider time)
    {
        _max = max;
        _limit = max;
        _time = time;
        if (requestsPerMinute > 0)
        {
            // A tenth of a second's worth at a time, at least one: no bursts.
            var perPeriod = Math.Max(1, requestsPerMinute / 600);
            _perMinute = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = perPeriod,
                TokensPerPeriod = perPeriod,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) * perPeriod / requestsPerMinute,
                QueueLimit = int.MaxValue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                AutoReplenishment = true,
            });
        }
    }

    /// <summary>Calls let through at a time, at present.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
                return (int)_limit;
        }
    }

    /// <summary>Waits for a place; the pass must be given back.</summary>
    public async Task<Pass> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause;
            TaskCompletionSource? turn = null;
            lock (_lock)
            {
                pause = _notBefore - _time.GetUtcNow();
                if (pause <= TimeSpan.Zero)
                {
                    if (_inUse < (int)_limit)
                    {
                        _inUse++;
                        break;
                    }

                    turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _waiting.AddLast(turn);
                }
            }

            if (turn is null)
                await Task.Delay(pause, _time, cancellationToken);
            else
                await WaitForTurnAsync(turn, cancellationToken);
        }

        try
        {
            if (_perMinute is not null)
                using (await _perMinute.AcquireAsync(1, cancellationToken)) { }
        }
        catch
        {
            Leave();
            throw;
        }

        return new Pass(this, Volatile.Read(ref _epoch));
    }

    /// <inheritdoc />
    public void Dispose() => _perMinute?.Dispose();

    private async Task WaitForTurnAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        try
        {
            await turn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Woken and cancelled at once: the wake-up belongs to the next in line.
            lock (_lock)
            {
                if (!_waiting.Remove(turn))
                    WakeLocked();
            }

            throw;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inUse--;
            WakeLocked();
        }
    }

    private void Succeeded()
    {
        lock (_lock)
        {
            _limit = Math.Min(_max, _limit + (1 / _limit));
            _inUse--;
            WakeLocked();
        }
    }

    private void Throttled(int epoch, TimeSpan pause)
    {
        lock (_lock)
        {
            // Calls that were on their way together are one signal, not many: only the first of them narrows the gate.
            if (epoch == _epoch)
            {
                _limit = Math.Max(1, _limit / 2);
                _epoch++;
            }

            var until = _time.GetUtcNow() + pause;
            if (until > _notBefore)
                _notBefore = until;
            _inUse--;
            WakeLocked();
        }
    }

    private void WakeLocked()
    {
        // As many as there are places; each looks again for itself, and waits out a pause where there is one.
        for (var free = (int)_limit - _inUse; free > 0 && _waiting.First is { } first; free--)
        {
            _waiting.RemoveFirst();
            first.Value.TrySetResult();
        }
    }

    /// <summary>A place in the gate. Exactly one of its methods is called, once.</summary>
    internal readonly record struct Pass(AdaptiveGate Gate, int Epoch)
    {
        /// <summary>The call was answered.</summary>
        public void Succeeded() => Gate.Succeeded();

        /// <summary>The call failed for its own reasons.</summary>
        public void Failed() => Gate.Leave();

        /// <summary>The endpoint asked to slow down.</summary>
        /// <param name="pause">How long nobody goes through.</param>
        public void Throttled(TimeSpan pause) => Gate.Throttled(Epoch, pause);
    }
}
