namespace ImageSearchBench.Encoder.Batching;

/// <summary>A vector and where its time went, in milliseconds.</summary>
internal readonly record struct Inferred(float[] Vector, double QueueMs, double InferMs);

/// <summary>An input that waits for its run.</summary>
internal sealed class Pending<TInput>(TInput input, int length, long arrived, CancellationToken cancellationToken)
{
    // Continuations must not run on the worker's thread: the next run would wait for them.
    private readonly TaskCompletionSource<Inferred> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TInput Input => input;

    /// <summary>Inputs of one run have the same length.</summary>
    public int Length => length;

    /// <summary>Timestamp of its arrival.</summary>
    public long Arrived => arrived;

    public CancellationToken CancellationToken => cancellationToken;

    public Task<Inferred> Done => _done.Task;

    public void Complete(Inferred result) => _done.TrySetResult(result);

    public void Fail(Exception exception) => _done.TrySetException(exception);

    public void Cancel() => _done.TrySetCanceled(cancellationToken);
}
