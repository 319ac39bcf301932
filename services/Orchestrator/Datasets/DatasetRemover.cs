using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets.Versions;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Deletes datasets with what the Index holds of them, unless something needs them. Runs on them keep their figures.</summary>
internal sealed class DatasetRemover(
    DatasetStore datasets, DatasetReferences references, CollectionStore collections, CollectionFiller filler, DeletedDatasets deleted)
{
    /// <param name="key">Hash or unique prefix; a name will not do, since it may stand for another dataset tomorrow.</param>
    /// <param name="force">Also while runs, newer versions or unfinished jobs name it.</param>
    /// <param name="cancellationToken">Stops; what is left is deleted by the next call.</param>
    /// <exception cref="BenchException">There is no such dataset, the key is a name, or something needs the dataset.</exception>
    public async Task RemoveAsync(string key, bool force, CancellationToken cancellationToken)
    {
        var dataset = await datasets.GetAsync(key, cancellationToken);
        if (!dataset.Hash.StartsWith(key, StringComparison.Ordinal))
            throw BenchException.Invalid($"To delete dataset '{key}', give its hash or a prefix of it: {dataset.Hash[..12]}.", "dataset");
        var named = force ? [] : await references.ToAsync(dataset, cancellationToken);
        if (named.Count > 0)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"Dataset '{dataset.Name}' ({dataset.Hash[..12]}) is needed by {string.Join(", ", named)}. Force it to delete it all the same.", "force");
        }

        // The dataset is whole until it is taken away: collections are filled again when they are wanted.
        foreach (var collection in await collections.ListAsync(dataset.Hash, cancellationToken))
            await filler.RemoveAsync(collection, cancellationToken);
        await deleted.DeleteAsync(dataset);
    }
}
