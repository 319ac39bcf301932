using System.Collections.Concurrent;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Input buffers of a tower, one for each run that goes on at a time; made when they are first needed, kept as long as the tower.</summary>
internal sealed class BufferPool<T>(Func<T> make)
{
    private readonly ConcurrentBag<T> _free = [];

    /// <summary>Lends a buffer for the length of a run.</summary>
    public TResult Use<TResult>(Func<T, TResult> run)
    {
        if (!_free.TryTake(out var buffer))
            buffer = make();
        try
        {
            return run(buffer);
        }
        finally
        {
            _free.Add(buffer);
        }
    }
}
