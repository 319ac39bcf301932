using Dapper;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>What would miss a dataset: runs on it, versions made from it, jobs at work or waiting that name it.</summary>
internal sealed class DatasetReferences(Database database, DatasetStore datasets)
{
    private const int MostNamed = 3;

    /// <summary>What names a dataset, in a few words for each kind; none where nothing does.</summary>
    public async Task<IReadOnlyList<string>> ToAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var runs = (await connection.QueryAsync<string>("SELECT id FROM runs WHERE dataset_hash = @Hash ORDER BY sequence", new { dataset.Hash })).ToArray();
        var children = (await datasets.ListChildrenAsync(dataset.Hash, cancellationToken)).Select(c => c.Hash[..12]).ToArray();
        var jobs = new List<string>();
        foreach (var (id, json) in await connection.QueryAsync<(string, string)>(
            $"SELECT id, spec FROM jobs WHERE state NOT IN ({(int)JobState.Succeeded}, {(int)JobState.Failed}, {(int)JobState.Cancelled}) ORDER BY sequence"))
        {
            if (DatasetOf(Json.Read<JobSpec>(json)) is { } key && await IsAsync(dataset, key, cancellationToken))
                jobs.Add(id);
        }

        return [.. Named("run", runs), .. Named("version", children), .. Named("job", jobs)];
    }

    private static string? DatasetOf(JobSpec spec) => spec switch
    {
        EncodeDatasetSpec s => s.Dataset,
        IndexDatasetSpec s => s.Dataset,
        EvaluateSpec s => s.Dataset,
        ExportDatasetSpec s => s.Dataset,
        ExtendDatasetSpec s => s.Dataset,
        _ => null,
    };

    private async Task<bool> IsAsync(Dataset dataset, string key, CancellationToken cancellationToken) =>
        Path.IsPathRooted(key)
            ? Path.TrimEndingDirectorySeparator(key) == Path.TrimEndingDirectorySeparator(dataset.Directory)
            : (await datasets.FindAsync(key, cancellationToken))?.Hash == dataset.Hash;

    private static IEnumerable<string> Named(string what, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
            yield break;
        var more = ids.Count > MostNamed ? $" and {ids.Count - MostNamed} more" : "";
        yield return $"{what}{(ids.Count > 1 ? "s" : "")} {string.Join(", ", ids.Take(MostNamed))}{more}";
    }
}
