using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>Finished runs and comparisons: their figures in the database, what was found in files.</summary>
internal sealed class RunStore(Database database, DataFolder folder)
{
    /// <summary>Folder of a run's files.</summary>
    public string FolderOf(string runId) => Path.Combine(folder.Runs, runId);

    /// <summary>Keeps a finished run; one with the same id stays as it is.</summary>
    public Task AddAsync(Run run, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO runs (id, dataset_hash, run, create_time) VALUES (@Id, @DatasetHash, @run, @now)
            ON CONFLICT (id) DO NOTHING
            """,
            new { run.Id, run.DatasetHash, run = Json.Write(run), now = run.CreateTime.ToUnixTimeMilliseconds() }),
        cancellationToken);

    /// <exception cref="BenchException">There is no such run.</exception>
    public async Task<Run> GetAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw BenchException.NotFound($"There is no run '{id}'; 'isb runs list' (ListRuns) shows those there are.", "run_id");

    /// <summary>The run; null when there is none, or its files are gone.</summary>
    public async Task<Run?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var json = await connection.QuerySingleOrDefaultAsync<string>("SELECT run FROM runs WHERE id = @id", new { id });
        return json is null ? null : Json.Read<Run>(json);
    }

    /// <summary>Runs older than <paramref name="before"/>, newest first, with the sequence number to go on from.</summary>
    public async Task<IReadOnlyList<(long Sequence, Run Run)>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long Sequence, string Run)>(
            "SELECT sequence, run FROM runs WHERE sequence < @before ORDER BY sequence DESC LIMIT @count", new { before, count });
        return rows.Select(r => (r.Sequence, Json.Read<Run>(r.Run))).ToArray();
    }

    /// <summary>Keeps a comparison; one with the same id stays as it is.</summary>
    public Task AddAsync(Comparison comparison, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            "INSERT INTO comparisons (id, comparison, create_time) VALUES (@Id, @json, now_ms()) ON CONFLICT (id) DO NOTHING",
            new { comparison.Id, json = Json.Write(comparison) }),
        cancellationToken);

    /// <exception cref="BenchException">There is no such comparison.</exception>
    public async Task<Comparison> GetComparisonAsync(string id, CancellationToken cancellationToken) =>
        await FindComparisonAsync(id, cancellationToken) ?? throw BenchException.NotFound($"There is no comparison '{id}'.", "comparison_id");

    /// <summary>The comparison; null when there is none.</summary>
    public async Task<Comparison?> FindComparisonAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var json = await connection.QuerySingleOrDefaultAsync<string>("SELECT comparison FROM comparisons WHERE id = @id", new { id });
        return json is null ? null : Json.Read<Comparison>(json);
    }
}
