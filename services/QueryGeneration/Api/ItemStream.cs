using System.Threading.Channels;
using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Works on the items of a stream side by side, with as many under way as are worth it and never more.</summary>
internal static class ItemStream
{
    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Last = new();

    /// <summary>
    /// Works until the items are through, or until one of them stops the job: then no further item is begun, those under way are finished and
    /// their outcomes delivered, and the stop is thrown.
    /// </summary>
    /// <param name="items">The items; read only as fast as they are worked on.</param>
    /// <param name="parallelism">Items under way at a time.</param>
    /// <param name="work">Makes an outcome of an item; throws only what stops the job.</param>
    /// <param name="respond">Wraps an outcome for the wire.</param>
    /// <param name="responses">Gets the outcomes in the order in which they finish.</param>
    /// <param name="cancellationToken">The caller left.</param>
    public static async Task RunAsync<TItem, TOutcome, TResponse>(
        IAsyncEnumerable<TItem> items, int parallelism, Func<TItem, CancellationToken, Task<TOutcome>> work, Func<TOutcome, TResponse> respond,
        IServerStreamWriter<TResponse> responses, CancellationToken cancellationToken)
    {
        var outcomes = Channel.CreateBounded<TOutcome>(new BoundedChannelOptions(parallelism) { SingleReader = true });
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = WorkAsync(items, parallelism, work, outcomes.Writer, gone.Token);
        try
        {
            while (await outcomes.Reader.WaitToReadAsync(cancellationToken))
            {
                // Outcomes whose replies were stored in one commit come side by side: they gather, and go to the wire in one piece.
                await Task.Yield();
                while (outcomes.Reader.TryRead(out var outcome))
                {
                    responses.WriteOptions = outcomes.Reader.TryPeek(out _) ? MoreToCome : Last;
                    await responses.WriteAsync(respond(outcome), cancellationToken);
                }
            }
        }
        finally
        {
            // Through, or the reader left: then what is under way has nobody to go to.
            if (!outcomes.Reader.Completion.IsCompleted)
                await gone.CancelAsync();
        }

        // Throws what stopped the workers.
        await working;
    }

    /// <summary>What stops a stream, as the caller is told; anything else belongs to an item.</summary>
    public static BenchException? Stop(Exception exception) =>
        exception is ModelCallException { Failure.Verdict: CallVerdict.StopJob } stopped ? stopped.ToBenchException() : null;

    /// <summary>An item's failure as its status. A stop, a cancellation and a fault of this program are thrown on.</summary>
    public static Google.Rpc.Status ToStatus(Exception exception) => exception switch
    {
        ModelCallException { Failure.Verdict: not CallVerdict.StopJob } e => StatusMap.ToStatus(e.ToBenchException()),
        BenchException { Kind: ErrorKind.InvalidArgument } e => StatusMap.ToStatus(e),
        _ => throw new InvalidOperationException("Only an item's own failure has a status.", exception),
    };

    /// <summary>Whether a failure is the item's own.</summary>
    public static bool IsOfItem(Exception exception) => exception
        is ModelCallException { Failure.Verdict: not CallVerdict.StopJob } or BenchException { Kind: ErrorKind.InvalidArgument };

    private static async Task WorkAsync<TItem, TOutcome>(
        IAsyncEnumerable<TItem> items, int parallelism, Func<TItem, CancellationToken, Task<TOutcome>> work, ChannelWriter<TOutcome> outcomes,
        CancellationToken cancellationToken)
    {
        try
        {
            // Work gets the caller's token, not the loop's: a stop must not break off what is under way and paid.
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(items, options, async (item, _) =>
            {
                var outcome = await work(item, cancellationToken);
                await outcomes.WriteAsync(outcome, cancellationToken);
            });
            outcomes.Complete();
        }
        catch (Exception e)
        {
            outcomes.Complete();
            if (Stop(e) is { } stop)
                throw stop;
            throw;
        }
    }
}
