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
        await TakePlaceAsync(inFront: false, cancellationToken);
        while (!await WaitUntilOpenAsync(cancellationToken))
            await TakePlaceAsync(inFront: true, cancellationToken);
        return new Pass(this, Volatile.Read(ref _epoch));
    }

    /// <inheritdoc />
    public void Dispose() => _perMinute?.Dispose();

    private async Task TakePlaceAsync(bool inFront, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_inUse < (int)_limit)
            {
                _inUse++;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = inFront ? _waiting.AddFirst(turn) : _waiting.AddLast(turn);
        }

        try
        {
            await turn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Given a place and cancelled at once: the place belongs to the next in line.
            lock (_lock)
            {
                if (!_waiting.Remove(turn))
                    LeaveLocked();
            }

            throw;
        }
    }

    // Holds a place until nothing else stands in the way; false when the gate was narrowed meanwhile, and the place is gone.
    private async Task<bool> WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TimeSpan pause;
                lock (_lock)
                {
                    if (_inUse > (int)_limit)
                    {
                        LeaveLocked();
                        return false;
                    }

                    pause = _notBefore - _time.GetUtcNow();
                }

                if (pause <= TimeSpan.Zero)
                    break;
                await Task.Delay(pause, _time, cancellationToken);
            }

            if (_perMinute is not null)
                using (await _perMinute.AcquireAsync(1, cancellationToken)) { }
            return true;
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private void Leave()
    {
        lock (_lock)
            LeaveLocked();
    }

    private void Succeeded()
    {
        lock (_lock)
        {
            _limit = Math.Min(_max, _limit + (1 / _limit));
            LeaveLocked();
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
            LeaveLocked();
        }
    }

    private void LeaveLocked()
    {
        _inUse--;

        // A place is handed over, counted as taken before whoever waits for it runs: waking more than there are places for was measured to
        // wake six for one.
        while (_inUse < (int)_limit && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _inUse++;
            first.Value.SetResult();
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
