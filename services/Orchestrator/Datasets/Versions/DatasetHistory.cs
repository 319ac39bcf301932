namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>A version of a dataset, with what was done to the one before it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Dataset">The dataset; null where it was deleted.</param>
/// <param name="Change">What was done to its parent, as the card says it; empty for one that was built from scratch or was deleted.</param>
internal sealed record DatasetVersion(string Hash, Dataset? Dataset, string Change);

/// <summary>Walks from a version to those that it was made from.</summary>
internal sealed class DatasetHistory(DatasetStore datasets)
{
    /// <summary>The dataset and the versions before it, newest first; ends where a version was deleted.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> ReadAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        var versions = new List<DatasetVersion>();

        // The same content can come about twice, the second time from what was made of the first: no version is shown twice.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (Dataset? version = dataset; version is not null && seen.Add(version.Hash);)
        {
            versions.Add(new DatasetVersion(version.Hash, version, await ChangeAsync(version, cancellationToken)));
            if (version.Parent.Length == 0)
                break;
            var parent = version.Parent;
            version = await datasets.FindAsync(parent, cancellationToken);
            if (version is null)
                versions.Add(new DatasetVersion(parent, Dataset: null, Change: ""));
        }

        return versions;
    }

    /// <summary>Versions that were made from the dataset, oldest first.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> ReadChildrenAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        var children = new List<DatasetVersion>();
        foreach (var child in await datasets.ListChildrenAsync(dataset.Hash, cancellationToken))
            children.Add(new DatasetVersion(child.Hash, child, await ChangeAsync(child, cancellationToken)));
        return children;
    }

    private static async Task<string> ChangeAsync(Dataset dataset, CancellationToken cancellationToken) =>
        File.Exists(dataset.PathOf(DatasetFiles.Card))
            && (await DatasetFolder.ReadCardAsync(dataset.PathOf(DatasetFiles.Card), cancellationToken)).Change is { } change
            ? change.ToJsonString(Storage.Json.Line)
            : "";
}
