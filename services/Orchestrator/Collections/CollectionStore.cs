using Dapper;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Collections;

/// <summary>How far the filling of a collection is: items of its source that are durable in the Index, or left out.</summary>
internal sealed record CollectionState(long Acknowledged, long Skipped, IReadOnlyList<SkippedItem> SkippedItems, bool Finished)
{
    public static readonly CollectionState Empty = new(0, 0, [], Finished: false);

    /// <summary>Vectors that the Index must have.</summary>
    public long Vectors => Acknowledged - Skipped;
}

/// <summary>States of collections in the database.</summary>
internal sealed class CollectionStore(Database database)
{
    public async Task<CollectionState> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT acknowledged, skipped, skipped_items AS SkippedItems, finished FROM collections WHERE name = @name", new { name });
        return row is null
            ? CollectionState.Empty
            : new CollectionState(row.Acknowledged, row.Skipped, Json.Read<SkippedItem[]>(row.SkippedItems), row.Finished);
    }

    public Task SaveAsync(string name, CollectionState state, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO collections (name, acknowledged, skipped, skipped_items, finished)
            VALUES (@name, @Acknowledged, @Skipped, @items, @Finished)
            ON CONFLICT (name) DO UPDATE SET
                acknowledged = @Acknowledged, skipped = @Skipped, skipped_items = @items, finished = @Finished
            """,
            new { name, state.Acknowledged, state.Skipped, items = Json.Write(state.SkippedItems), state.Finished }),
        cancellationToken);

    /// <summary>Names of the collections of a dataset.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string datasetHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<string>(
            "SELECT name FROM collections WHERE name LIKE @prefix ORDER BY name", new { prefix = datasetHash[..16] + "-%" })).ToArray();
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM collections WHERE name = @name", new { name }), cancellationToken);

    private sealed class Row
    {
        public long Acknowledged { get; init; }

        public long Skipped { get; init; }

        public string SkippedItems { get; init; } = "";

        public bool Finished { get; init; }
    }
}
