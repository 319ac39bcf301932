using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// Takes datasets away. A folder gets another name before anything in it goes, so that no crash leaves half a dataset behind under its name;
/// what a crash leaves is removed at the next start.
/// </summary>
internal sealed class DeletedDatasets(DatasetStore datasets, DatasetIndexes indexes, DataFolder folder) : IHostedService
{
    private const string Prefix = ".deleted-";

    /// <summary>Forgets a dataset and removes its folder when that is this server's own, with what can be found in it.</summary>
    public async Task DeleteAsync(Dataset dataset)
    {
        var deleted = Path.Combine(folder.Datasets, Prefix + dataset.Hash);
        if (dataset.Owned && Directory.Exists(dataset.Directory))
        {
            if (Directory.Exists(deleted))
                Directory.Delete(deleted, recursive: true);
            DurableFile.Publish(dataset.Directory, deleted);
        }

        // From here on it is gone, and a caller who leaves changes nothing about it.
        await datasets.ForgetAsync(dataset.Hash, CancellationToken.None);
        Clean(dataset.Hash, deleted);
    }

    /// <summary>Finishes deletions that a crash cut off.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var deleted in Directory.EnumerateDirectories(folder.Datasets, Prefix + "*").ToArray())
        {
            // It may have been built again since.
            var hash = Path.GetFileName(deleted)[Prefix.Length..];
            if (!Directory.Exists(Path.Combine(folder.Datasets, hash)))
                await datasets.ForgetAsync(hash, cancellationToken);
            Clean(hash, deleted);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Clean(string hash, string deleted)
    {
        indexes.Remove(hash);
        try
        {
            Directory.Delete(deleted, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A folder of others, or another process was quicker.
        }
    }
}
