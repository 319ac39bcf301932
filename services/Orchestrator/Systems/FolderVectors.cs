using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Loads a folder of ready vectors into collections of the Index, for as long as they are searched.</summary>
internal sealed class FolderVectors(CollectionFiller filler, JobLocks jobLocks)
{
    private readonly KeyedLock _locks = new();

    /// <summary>Loads images and queries, lets them be searched, and frees them: the files are there to load them again.</summary>
    public async Task UseAsync(
        DatasetReader dataset,
        VectorFolder folder,
        JobContext context,
        Func<SearchableVectors, Task> search,
        CancellationToken cancellationToken)
    {
        // One job at a time has them: the first one to end would take them away from the other.
        var hash = dataset.Dataset.Hash;
        var images = CollectionNames.Images(hash, folder.Hash);
        using var held = await _locks.TakeAsync(images, cancellationToken);
        await using var among = await jobLocks.TakeAsync("use " + images, cancellationToken);
        var vectors = new SearchableVectors(
            images, CollectionNames.Queries(hash, folder.Hash), folder.Images.File.Dimension);
        await LoadAsync(vectors.Images, folder.Images, VectorSource.ReadIdsAsync(folder.Images.IdsPath!, cancellationToken), "load images", context, cancellationToken);
        var queryIds = folder.Queries.IdsPath is { } ids
            ? VectorSource.ReadIdsAsync(ids, cancellationToken)
            : QueryIdsAsync(dataset, cancellationToken);
        await LoadAsync(vectors.Queries, folder.Queries, queryIds, "load queries", context, cancellationToken);

        await search(vectors);
        await filler.RemoveAsync(vectors.Images, cancellationToken);
        await filler.RemoveAsync(vectors.Queries, cancellationToken);
    }

    private async Task LoadAsync(
        string collection, VectorSet set, IAsyncEnumerable<string> ids, string stageName, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin(stageName, set.File.Rows);
        await filler.FillAsync(
            collection, set.File.Dimension, skip => VectorSource.ReadAsync(set, ids, skip, cancellationToken), stage, cancellationToken);
    }

    private static async IAsyncEnumerable<string> QueryIdsAsync(
        DatasetReader dataset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken))
            yield return query.Id;
    }
}
