using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Finds a dataset by hash, prefix, name or folder; makes sure that its content is what its hash says.</summary>
internal sealed class DatasetResolver(DatasetStore store)
{
    /// <exception cref="BenchException">There is none, or it is broken.</exception>
    public async Task<Dataset> ResolveAsync(string dataset, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(dataset, cancellationToken) is { } known)
        {
            if (known.Owned)
            {
                var card = await DatasetFolder.ReadCardAsync(known.PathOf(DatasetFiles.Card), cancellationToken);
                await DatasetFolder.CheckCardAsync(known.Directory, card, cancellationToken);
                return known;
            }

            dataset = known.Directory;
        }

        if (!Directory.Exists(dataset))
            return await store.GetAsync(dataset, cancellationToken);
        return await store.RegisterFolderAsync(await DatasetFolder.CheckAsync(dataset, cancellationToken), dataset, cancellationToken);
    }

    /// <summary>Finds out early that there is no such dataset.</summary>
    public async Task RequireAsync(string dataset, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(dataset))
            await store.GetAsync(dataset, cancellationToken);
    }
}
