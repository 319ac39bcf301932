namespace ImageSearchBench.Encoder.Batching;

/// <summary>
/// What waits for a tower, by length. A batch is taken as soon as the tower is free: whatever is there goes, nothing waits for company.
/// The oldest input decides the length of the batch, so none starves.
/// </summary>
internal sealed class BatchQueue<TInput>
{
    // Monitor's, which threads can wait on.
    private readonly object _sync = new();
    private readonly Dictionary<int, Queue<Pending<TInput>>> _byLength = [];
    private int _count;
    private bool _closed;

    /// <summary>Adds an input.</summary>
    public void Add(Pending<TInput> pending)
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_byLength.TryGetValue(pending.Length, out var queue))
                _byLength[pending.Length] = queue = new Queue<Pending<TInput>>();
            queue.Enqueue(pending);
            _count++;
            Monitor.Pulse(_sync);
        }
    }

    /// <summary>Waits until something is there or the queue is closed; false: closed.</summary>
    public bool WaitForArrival()
    {
        lock (_sync)
        {
            while (_count == 0 && !_closed)
                Monitor.Wait(_sync);
            return !_closed;
        }
    }

    /// <summary>Takes the next batch: inputs of one length, oldest first; what its caller has given up is dropped on the way. Empty where another thread was faster.</summary>
    /// <param name="mostOf">Most inputs of a batch by their length.</param>
    public List<Pending<TInput>> Take(Func<int, int> mostOf)
    {
        var batch = new List<Pending<TInput>>();
        lock (_sync)
        {
            DropCancelled();
            Queue<Pending<TInput>>? oldest = null;
            foreach (var queue in _byLength.Values)
            {
                if (queue.Count > 0 && (oldest is null || queue.Peek().Arrived < oldest.Peek().Arrived))
                    oldest = queue;
            }

            var most = oldest is null ? 0 : mostOf(oldest.Peek().Length);
            while (oldest is { Count: > 0 } && batch.Count < most)
            {
                var pending = oldest.Dequeue();
                _count--;
                if (pending.CancellationToken.IsCancellationRequested)
                    pending.Cancel();
                else
                    batch.Add(pending);
            }
        }

        return batch;
    }

    /// <summary>Refuses further inputs and gives those that wait back to their callers as failed.</summary>
    public void Close(Exception reason)
    {
        lock (_sync)
        {
            _closed = true;
            foreach (var pending in _byLength.Values.SelectMany(q => q))
                pending.Fail(reason);
            _byLength.Clear();
            _count = 0;
            Monitor.PulseAll(_sync);
        }
    }

    private void DropCancelled()
    {
        foreach (var queue in _byLength.Values)
        {
            while (queue.TryPeek(out var head) && head.CancellationToken.IsCancellationRequested)
            {
                queue.Dequeue().Cancel();
                _count--;
            }
        }
    }
}
