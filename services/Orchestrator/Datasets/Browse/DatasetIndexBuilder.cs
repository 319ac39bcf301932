using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Files;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Datasets.Browse;

/// <summary>
/// Writes where each image, each query and each query's judgements are in a dataset's files, and a hash of each, into a small SQLite file
/// of its own. It can be thrown away at any time: the dataset's files say the same, only not as quickly.
/// </summary>
internal sealed class DatasetIndexBuilder : IAsyncDisposable
{
    private const string Tables = """
        CREATE TABLE stamp (value TEXT NOT NULL);
        CREATE TABLE images (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, offset INTEGER NOT NULL, content BLOB NOT NULL);
        CREATE TABLE queries (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, offset INTEGER NOT NULL, content BLOB NOT NULL,
            judged INTEGER NOT NULL DEFAULT 0, relevant INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE blocks (query INTEGER NOT NULL, start INTEGER NOT NULL, first_line INTEGER NOT NULL, lines INTEGER NOT NULL,
            content BLOB NOT NULL, PRIMARY KEY (query, start)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    private DatasetIndexBuilder(SqliteConnection connection) => _connection = connection;

    /// <summary>Writes the index of a dataset to a new file.</summary>
    /// <exception cref="Hosting.Errors.BenchException">A line of the dataset is broken.</exception>
    public static async Task BuildAsync(Dataset dataset, string path, string stamp, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await using var builder = new DatasetIndexBuilder(connection);
        await connection.OpenAsync(cancellationToken);

        // What a crash leaves behind has another name and is never looked at: there is nothing to roll back.
        await builder.RunAsync("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + Tables, cancellationToken);
        builder._transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
        if (File.Exists(dataset.PathOf(DatasetFiles.Images)))
            await builder.AddLinesAsync<DatasetImage>(dataset.PathOf(DatasetFiles.Images), "images", i => i.Id, cancellationToken);
        await builder.AddLinesAsync<DatasetQuery>(dataset.PathOf(DatasetFiles.Queries), "queries", q => q.Id, cancellationToken);
        await builder.AddJudgmentsAsync(dataset.PathOf(DatasetFiles.Qrels), cancellationToken);
        await using var command = builder.Command("INSERT INTO stamp VALUES ($stamp)", "$stamp");
        command.Parameters[0].Value = stamp;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await builder._transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Lengths and times of the files that an index is of: another stamp, another index.</summary>
    public static string Stamp(Dataset dataset) => string.Join(' ', DatasetFiles.Hashed
        .Select(name => new FileInfo(dataset.PathOf(name)))
        .Select(f => f.Exists ? string.Create(CultureInfo.InvariantCulture, $"{f.Length}:{f.LastWriteTimeUtc.Ticks}") : "-"));

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task AddLinesAsync<T>(string path, string table, Func<T, string> idOf, CancellationToken cancellationToken)
    {
        await using var insert = Command(
            $"INSERT INTO {table} (ordinal, id, offset, content) VALUES ($ordinal, $id, $offset, $content)", "$ordinal", "$id", "$offset", "$content");
        await using var lines = LineReader.Open(path);
        for (var ordinal = 0L; await lines.ReadAsync(cancellationToken);)
        {
            if (lines.Line.Span.Trim(" \t"u8).IsEmpty)
                continue;
            var id = idOf(JsonLines.Parse<T>(lines));
            Set(insert, ordinal++, id, lines.Offset, XxHash128.Hash(lines.Line.Span));
            try
            {
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (SqliteException e) when (e.SqliteErrorCode == 19)
            {
                throw lines.Fault($"the id '{id}' is there twice.");
            }
        }
    }

    private async Task AddJudgmentsAsync(string path, CancellationToken cancellationToken)
    {
        await using var find = Command("SELECT ordinal FROM queries WHERE id = $id", "$id");
        await using var insert = Command(
            "INSERT INTO blocks (query, start, first_line, lines, content) VALUES ($query, $start, $first, $lines, $content)",
            "$query", "$start", "$first", "$lines", "$content");
        await using var count = Command(
            "UPDATE queries SET judged = judged + $judged, relevant = relevant + $relevant WHERE ordinal = $query", "$judged", "$relevant", "$query");
        await using var lines = LineReader.Open(path);
        Block? block = null;
        while (await lines.ReadAsync(cancellationToken))
        {
            if (TrecLines.QueryId(lines).IsEmpty)
                continue;
            if (block is null || !TrecLines.QueryId(lines).SequenceEqual(block.QueryId))
            {
                await EndAsync();
                block = new Block(TrecLines.QueryId(lines).ToArray(), lines.Offset, lines.Number);
            }

            block.Add(lines.Line.Span, TrecLines.Judgment(lines).Grade > 0);
        }

        await EndAsync();

        async Task EndAsync()
        {
            if (block is null)
                return;
            Set(find, Encoding.UTF8.GetString(block.QueryId));
            if (await find.ExecuteScalarAsync(cancellationToken) is not long query)
                return;
            Set(insert, query, block.Start, block.FirstLine, block.Lines, block.Hash());
            await insert.ExecuteNonQueryAsync(cancellationToken);
            Set(count, block.Lines, block.Relevant, query);
            await count.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = text;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        await using var command = Command(text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lines of one query that stand together; a query may have several.</summary>
    private sealed class Block(byte[] queryId, long start, long firstLine)
    {
        private readonly XxHash128 _hash = new();

        public byte[] QueryId => queryId;

        public long Start => start;

        public long FirstLine => firstLine;

        public long Lines { get; private set; }

        public long Relevant { get; private set; }

        public void Add(ReadOnlySpan<byte> line, bool relevant)
        {
            _hash.Append(line);
            _hash.Append("\n"u8);
            Lines++;
            Relevant += relevant ? 1 : 0;
        }

        public byte[] Hash() => _hash.GetCurrentHash();
    }
}
