using ImageSearchBench.Encoder.Inference;

namespace ImageSearchBench.Encoder.Batching;

/// <summary>
/// What waits for a tower, by length. A batch is taken as soon as the tower is free: whatever is there goes, nothing waits for company.
/// The oldest input decides the length of the batch, so none starves.
/// </summary>
/// <param name="order">Inputs gain from going with their neighbours in this order; null: they do not.</param>
/// <param name="runs">Batches that run at a time.</param>
internal sealed class BatchQueue<TInput>(IComparer<TInput>? order, int runs)
{
    // Monitor's, which threads can wait on.
    private readonly object _sync = new();
    private readonly Dictionary<int, LengthQueue<TInput>> _byLength = [];
    private bool _closed;

    private int Count => _byLength.Values.Sum(q => q.Count);

    /// <summary>Adds an input.</summary>
    public void Add(Pending<TInput> pending)
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_byLength.TryGetValue(pending.Length, out var queue))
                _byLength[pending.Length] = queue = new LengthQueue<TInput>(order);
            queue.Add(pending);
            Monitor.Pulse(_sync);
        }
    }

    /// <summary>Waits until something is there or the queue is closed; false: closed.</summary>
    public bool WaitForArrival()
    {
        lock (_sync)
        {
            while (Count == 0 && !_closed)
                Monitor.Wait(_sync);
            return !_closed;
        }
    }

    /// <summary>
    /// Takes the next batch: inputs of one length, that of the oldest. Where little waits, the runs share it out, so that none stands idle
    /// while another is at work on all the rest. What its caller has given up is dropped on the way. Empty where another thread was faster.
    /// </summary>
    /// <param name="sizeOf">How many inputs a batch takes, by their length.</param>
    public List<Pending<TInput>> Take(Func<int, BatchSize> sizeOf)
    {
        lock (_sync)
        {
            foreach (var queue in _byLength.Values)
                queue.DropCancelled();
            var count = Count;
            if (count == 0)
                return [];
            var (length, oldest) = _byLength.Where(q => q.Value.Count > 0).MinBy(q => q.Value.Oldest);
            var size = sizeOf(length);
            return oldest.Take(Math.Clamp((count + runs - 1) / runs, size.Least, size.Most));
        }
    }

    /// <summary>Refuses further inputs and gives those that wait back to their callers as failed.</summary>
    public void Close(Exception reason)
    {
        lock (_sync)
        {
            _closed = true;
            foreach (var queue in _byLength.Values)
                queue.Fail(reason);
            _byLength.Clear();
            Monitor.PulseAll(_sync);
        }
    }
}
