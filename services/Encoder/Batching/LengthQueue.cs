namespace ImageSearchBench.Encoder.Batching;

/// <summary>
/// What waits of one length. Where inputs gain from going with their neighbours in an order, all that wait are put in order together and go
/// one run after another before later ones are looked at: an input is overtaken by those it waited with, never by what came after them.
/// </summary>
/// <param name="order">The order; null: first come, first served.</param>
internal sealed class LengthQueue<TInput>(IComparer<TInput>? order)
{
    // Most that are put in order together, and so most that overtake one.
    private const int Together = 1024;
    private readonly Queue<Pending<TInput>> _arrived = [];
    private readonly List<Pending<TInput>> _ordered = [];

    /// <summary>Inputs that wait.</summary>
    public int Count => _arrived.Count + _ordered.Count;

    /// <summary>When the oldest of them arrived; of none, never.</summary>
    public long Oldest
    {
        get
        {
            var oldest = _ordered.Count == 0 && _arrived.TryPeek(out var head) ? head.Arrived : long.MaxValue;
            foreach (var pending in _ordered)
                oldest = Math.Min(oldest, pending.Arrived);
            return oldest;
        }
    }

    /// <summary>Adds an input.</summary>
    public void Add(Pending<TInput> pending) => _arrived.Enqueue(pending);

    /// <summary>Takes what goes next, at most so many. What its caller has given up is dropped on the way.</summary>
    public List<Pending<TInput>> Take(int most)
    {
        var batch = new List<Pending<TInput>>();
        if (order is null)
        {
            while (batch.Count < most && _arrived.TryDequeue(out var pending))
                AddLive(batch, pending);
            return batch;
        }

        if (_ordered.Count == 0)
            PutInOrder(order);
        // In runs of equal size: a last one of a few would read all weights for them.
        var runs = (_ordered.Count + most - 1) / most;
        var share = runs == 0 ? 0 : (_ordered.Count + runs - 1) / runs;
        foreach (var pending in _ordered[..share])
            AddLive(batch, pending);
        _ordered.RemoveRange(0, share);
        return batch;
    }

    /// <summary>Drops what its caller has given up, as far as it is the next to go.</summary>
    public void DropCancelled()
    {
        while (_arrived.TryPeek(out var head) && head.CancellationToken.IsCancellationRequested)
            _arrived.Dequeue().Cancel();
        _ordered.RemoveAll(pending =>
        {
            if (pending.CancellationToken.IsCancellationRequested)
                pending.Cancel();
            return pending.CancellationToken.IsCancellationRequested;
        });
    }

    /// <summary>Gives all back to their callers as failed.</summary>
    public void Fail(Exception reason)
    {
        foreach (var pending in _ordered.Concat(_arrived))
            pending.Fail(reason);
        _ordered.Clear();
        _arrived.Clear();
    }

    private void PutInOrder(IComparer<TInput> order)
    {
        while (_ordered.Count < Together && _arrived.TryDequeue(out var pending))
            _ordered.Add(pending);
        _ordered.Sort((a, b) => order.Compare(a.Input, b.Input));
    }

    private static void AddLive(List<Pending<TInput>> batch, Pending<TInput> pending)
    {
        if (pending.CancellationToken.IsCancellationRequested)
            pending.Cancel();
        else
            batch.Add(pending);
    }
}
