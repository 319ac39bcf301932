namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>How far a stage is. Counters may be moved by several threads.</summary>
internal sealed class StageTracker(string name, long total, TimeProvider time, Action<SkippedItem> keepSkipped)
{
    // Rates are averaged over about this long, so that they neither jump nor lag.
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _done;
    private long _total = total;
    private long _skipped;
    private long _restored;
    private volatile bool _finished;
    private long _rateTime = time.GetTimestamp();
    private long _rateDone;
    private double _rate;

    public bool IsFinished => _finished;

    /// <summary>More items are done.</summary>
    public void Add(long items = 1) => Interlocked.Add(ref _done, items);

    /// <summary>Items that an earlier try had done: they count as done, but not in the rate.</summary>
    public void Restore(long items)
    {
        Interlocked.Add(ref _restored, items);
        Interlocked.Add(ref _done, items);
    }

    /// <summary>An item was looked at and left out; it counts as done.</summary>
    public void Skip(string item, string reason)
    {
        Interlocked.Increment(ref _skipped);
        Interlocked.Increment(ref _done);
        keepSkipped(new SkippedItem(item, reason));
    }

    /// <summary>Items of an earlier try that were left out, of which the first ones are given with their reasons.</summary>
    public void RestoreSkipped(long count, IEnumerable<SkippedItem> items)
    {
        Interlocked.Add(ref _skipped, count);
        foreach (var item in items)
            keepSkipped(item);
    }

    /// <summary>The number of items has become known.</summary>
    public void SetTotal(long items) => Interlocked.Exchange(ref _total, items);

    /// <summary>The stage is done.</summary>
    public void Finish() => _finished = true;

    /// <summary>A stage that was done has further items.</summary>
    /// <param name="items">Items in all.</param>
    public void GoOn(long items)
    {
        SetTotal(items);
        _finished = false;
    }

    /// <summary>The present state; reading it moves the rate on.</summary>
    public StageState Snapshot()
    {
        lock (_lock)
        {
            var done = Interlocked.Read(ref _done);
            var rate = _finished ? 0 : MoveRate(done - Interlocked.Read(ref _restored));
            return new StageState(name, done, Interlocked.Read(ref _total), Interlocked.Read(ref _skipped), rate, _finished);
        }
    }

    private double MoveRate(long done)
    {
        var elapsed = time.GetElapsedTime(_rateTime);
        if (elapsed < TimeSpan.FromMilliseconds(200))
            return _rate;

        var now = (done - _rateDone) / elapsed.TotalSeconds;
        var weight = _rateDone == 0 ? 1 : 1 - Math.Exp(-elapsed / RateWindow);
        _rate += weight * (now - _rate);
        _rateTime = time.GetTimestamp();
        _rateDone = done;
        return _rate;
    }
}
