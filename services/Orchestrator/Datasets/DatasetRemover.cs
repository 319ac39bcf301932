using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Collections;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Deletes datasets with what the Index holds of them. Runs on them keep their figures.</summary>
internal sealed class DatasetRemover(DatasetStore datasets, CollectionStore collections, CollectionFiller filler)
{
    /// <param name="key">Hash or unique prefix; a name will not do, since it may stand for another dataset tomorrow.</param>
    /// <param name="cancellationToken">Stops; what is left is deleted by the next call.</param>
    /// <exception cref="BenchException">There is no such dataset, or the key is a name.</exception>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var dataset = await datasets.GetAsync(key, cancellationToken);
        if (!dataset.Hash.StartsWith(key, StringComparison.Ordinal))
            throw BenchException.Invalid($"To delete dataset '{key}', give its hash or a prefix of it: {dataset.Hash[..12]}.", "dataset");
        foreach (var collection in await collections.ListAsync(dataset.Hash, cancellationToken))
            await filler.RemoveAsync(collection, cancellationToken);
        await datasets.DeleteAsync(dataset, cancellationToken);
    }
}
