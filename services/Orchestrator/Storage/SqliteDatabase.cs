using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>A file in the data folder, for one process.</summary>
internal sealed class SqliteDatabase(DataFolder folder, TimeProvider time) : Database, IDisposable
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = folder.Database,
        ForeignKeys = true,
        DefaultTimeout = 60,
    }.ToString();

    /// <inheritdoc />
    public override bool IsShared => false;

    /// <inheritdoc />
    public override string SkipLocked => "";

    /// <inheritdoc />
    public override string JsonRows => "json_each(@rows)";

    /// <inheritdoc />
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var tables in Schema.Tables)
            await connection.ExecuteAsync(tables);
        await SchemaChanges.ApplyAsync(connection, Schema.Changes, folder.Database);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        connection.CreateFunction("now_ms", () => time.GetUtcNow().ToUnixTimeMilliseconds());
        return connection;
    }

    /// <summary>Nothing: plans go by the indexes alone, however many rows there are.</summary>
    public override Task AnalyzeAsync(string table, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }
}
