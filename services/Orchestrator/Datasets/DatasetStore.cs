using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>The datasets that this server knows, in the database.</summary>
internal sealed class DatasetStore(Database database, DataFolder folder)
{
    /// <summary>Shortest prefix of a hash that may stand for it.</summary>
    public const int MinPrefix = 8;

    private const string Columns =
        """
        sequence, hash, name, kind, images, queries, judgments, skipped_images AS SkippedImages, counts, directory, owned,
        create_time AS CreateTime,
        COALESCE((SELECT parent FROM dataset_parents WHERE dataset_parents.hash = datasets.hash), '') AS Parent
        """;

    /// <summary>Registers a dataset that was built here; one with the same hash takes the new name and becomes the newest.</summary>
    public Task<Dataset> RegisterBuiltAsync(DatasetCard card, string directory, CancellationToken cancellationToken) =>
        RegisterAsync(
            card,
            directory,
            owned: true,
            "DELETE FROM datasets WHERE hash = @Hash;",
            "DO UPDATE SET name = @Name, owned = TRUE, create_time = now_ms()",
            cancellationToken);

    /// <summary>Registers a folder that was not built here; one that was built here with the same content stays as it is.</summary>
    public Task<Dataset> RegisterFolderAsync(DatasetCard card, string directory, CancellationToken cancellationToken) =>
        RegisterAsync(card, directory, owned: false, "", "DO UPDATE SET directory = @directory WHERE NOT datasets.owned", cancellationToken);

    /// <summary>Finds a dataset by hash, unique prefix of it (8 characters or more) or name (the newest).</summary>
    /// <exception cref="BenchException">There is none, or several have the prefix.</exception>
    public async Task<Dataset> GetAsync(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken)
        ?? throw BenchException.NotFound($"There is no dataset '{key}': give a hash, a prefix of one of {MinPrefix} characters or more, or a name; 'isb datasets list' (ListDatasets) shows those there are.", "dataset");

    /// <summary>As <see cref="GetAsync"/>; null when there is none.</summary>
    public async Task<Dataset?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (key.Length >= MinPrefix && key.All(char.IsAsciiHexDigitLower))
        {
            var rows = (await connection.QueryAsync<DatasetRow>(
                $"SELECT {Columns} FROM datasets WHERE hash >= @key AND hash < @end LIMIT 2", new { key, end = key + "g" })).ToArray();
            if (rows.Length > 1)
                throw BenchException.Invalid($"Several datasets begin with '{key}': give more of the hash.", "dataset");
            if (rows.Length == 1)
                return rows[0].ToDataset(folder);
        }

        var named = await connection.QueryFirstOrDefaultAsync<DatasetRow>(
            $"SELECT {Columns} FROM datasets WHERE name = @key ORDER BY sequence DESC LIMIT 1", new { key });
        return named?.ToDataset(folder);
    }

    /// <summary>Datasets older than <paramref name="before"/>, newest first, with the sequence number to go on from.</summary>
    public async Task<IReadOnlyList<(long Sequence, Dataset Dataset)>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<DatasetRow>(
            $"SELECT {Columns} FROM datasets WHERE sequence < @before ORDER BY sequence DESC LIMIT @count", new { before, count });
        return rows.Select(r => (r.Sequence, r.ToDataset(folder))).ToArray();
    }

    /// <summary>Versions that were made from a dataset, oldest first.</summary>
    public async Task<IReadOnlyList<Dataset>> ListChildrenAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<DatasetRow>(
            $"SELECT {Columns} FROM datasets WHERE hash IN (SELECT hash FROM dataset_parents WHERE parent = @hash) ORDER BY sequence", new { hash });
        return rows.Select(r => r.ToDataset(folder)).ToArray();
    }

    /// <summary>Forgets a dataset; its folder stays.</summary>
    public Task ForgetAsync(string hash, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM datasets WHERE hash = @hash; DELETE FROM dataset_parents WHERE hash = @hash", new { hash }),
        cancellationToken);

    private async Task<Dataset> RegisterAsync(
        DatasetCard card, string directory, bool owned, string before, string onConflict, CancellationToken cancellationToken)
    {
        var row = new
        {
            card.Hash,
            card.Name,
            card.Kind,
            images = card.Counts.Images,
            queries = card.Counts.Queries,
            judgments = card.Counts.Judgments,
            skipped = card.Skipped.Images,
            counts = Json.Write(card.Counts.QueriesBy),
            directory,
            owned,
            card.Parent,
        };
        var lineage = card.Parent is null
            ? ""
            : "INSERT INTO dataset_parents (hash, parent) VALUES (@Hash, @Parent) ON CONFLICT (hash) DO NOTHING;";
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                $"""
                {before}
                {lineage}
                INSERT INTO datasets (hash, name, kind, images, queries, judgments, skipped_images, counts, directory, owned, create_time)
                VALUES (@Hash, @Name, @Kind, @images, @queries, @judgments, @skipped, @counts, @directory, @owned, now_ms())
                ON CONFLICT (hash) {onConflict}
                """,
                row),
            cancellationToken);
        return await GetAsync(card.Hash, cancellationToken);
    }

    private sealed class DatasetRow
    {
        public long Sequence { get; init; }

        public string Hash { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public long Images { get; init; }

        public long Queries { get; init; }

        public long Judgments { get; init; }

        public long SkippedImages { get; init; }

        public string Counts { get; init; } = "";

        public string Directory { get; init; } = "";

        public bool Owned { get; init; }

        public long CreateTime { get; init; }

        public string Parent { get; init; } = "";

        // An own dataset is found below the data folder wherever that is now.
        public Dataset ToDataset(DataFolder folder) => new(
            Hash, Name, Kind, Images, Queries, Judgments, SkippedImages, Json.Read<SortedDictionary<string, long>>(Counts),
            Owned ? Path.Combine(folder.Datasets, Hash) : Directory, Owned,
            DateTimeOffset.FromUnixTimeMilliseconds(CreateTime))
        {
            Parent = Parent,
        };
    }
}
