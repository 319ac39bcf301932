using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Collections;

/// <summary>Fills a collection of the Index from a source of vectors; what is durable there is never made again.</summary>
internal sealed class CollectionFiller(IndexClient index, CollectionStore store, JobLocks jobLocks, TimeProvider time)
{
    // How much work a crash may repeat; repeating is harmless, since equal ids replace each other.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly KeyedLock _locks = new();

    /// <summary>Fills a collection, or finds it filled.</summary>
    /// <param name="name">The collection.</param>
    /// <param name="dimension">Length of its vectors.</param>
    /// <param name="source">Gives the vectors from the n-th item on, always in the same order.</param>
    /// <param name="stage">Told of each item.</param>
    /// <param name="cancellationToken">Stops filling; what is durable stays.</param>
    public async Task FillAsync(
        string name, int dimension, Func<long, IAsyncEnumerable<VectorBatch>> source, StageTracker stage, CancellationToken cancellationToken)
    {
        using var held = await _locks.TakeAsync(name, cancellationToken);
        await using var among = await jobLocks.TakeAsync("fill " + name, cancellationToken);
        var count = await index.CreateCollectionAsync(name, dimension, cancellationToken);
        var state = await store.GetAsync(name, cancellationToken);

        // An Index that has fewer vectors than it acknowledged was emptied by somebody: from the start, then.
        if (count < state.Vectors)
            state = CollectionState.Empty;
        stage.Restore(state.Acknowledged);
        stage.RestoreSkipped(state.Skipped, state.SkippedItems);
        if (!state.Finished)
            await FillFromAsync(name, state, source(state.Acknowledged), stage, cancellationToken);
        stage.Finish();
    }

    /// <summary>Removes a collection that is not wanted any more.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        using var held = await _locks.TakeAsync(name, cancellationToken);
        await store.DeleteAsync(name, cancellationToken);
        await index.DeleteCollectionAsync(name, cancellationToken);
    }

    private async Task FillFromAsync(
        string name, CollectionState state, IAsyncEnumerable<VectorBatch> source, StageTracker stage, CancellationToken cancellationToken)
    {
        var tail = new Tail();
        var saved = time.GetTimestamp();
        await foreach (var batch in index.UpsertAsync(name, WithVectorsAsync(source, tail, cancellationToken), cancellationToken))
        {
            state = Advance(state, batch, stage);
            if (time.GetElapsedTime(saved) < SaveInterval)
                continue;
            await store.SaveAsync(name, state, cancellationToken);
            saved = time.GetTimestamp();
        }

        state = Advance(state, new VectorBatch([], tail.Skipped), stage);
        await store.SaveAsync(name, state with { Finished = true }, cancellationToken);
    }

    private static CollectionState Advance(CollectionState state, VectorBatch batch, StageTracker stage)
    {
        stage.Add(batch.Vectors.Count);
        foreach (var item in batch.Skipped)
            stage.Skip(item.Item, item.Reason);
        var kept = state.SkippedItems;
        if (batch.Skipped.Count > 0 && kept.Count < ProgressTracker.MaxSkippedKept)
            kept = [.. kept.Concat(batch.Skipped).Take(ProgressTracker.MaxSkippedKept)];
        return state with
        {
            Acknowledged = state.Acknowledged + batch.Items,
            Skipped = state.Skipped + batch.Skipped.Count,
            SkippedItems = kept,
        };
    }

    // A batch of which nothing could be encoded goes with the next one: the Index is sent vectors only.
    private static async IAsyncEnumerable<VectorBatch> WithVectorsAsync(
        IAsyncEnumerable<VectorBatch> source, Tail tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in source.WithCancellation(cancellationToken))
        {
            if (batch.Vectors.Count == 0)
            {
                tail.Skipped.AddRange(batch.Skipped);
                continue;
            }

            yield return tail.Skipped.Count == 0 ? batch : new VectorBatch(batch.Vectors, [.. tail.Skipped, .. batch.Skipped]);
            tail.Skipped = [];
        }
    }

    /// <summary>Left-out items that no batch with vectors has taken along yet.</summary>
    private sealed class Tail
    {
        public List<SkippedItem> Skipped { get; set; } = [];
    }
}
