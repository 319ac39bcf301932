using System.Data.Common;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using Npgsql;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>A PostgreSQL server (12 or later), for several replicas over one data folder.</summary>
internal sealed class PostgresDatabase(string connectionString, DataFolder folder) : Database, IAsyncDisposable, IDisposable
{
    // Any number will do that nothing else on the server locks.
    private const long SchemaLock = 0x15B_0000_0001;

    // A server takes 100 connections unless it is told otherwise; a job needs one now and then, for a moment. What is said later counts.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create("Maximum Pool Size=10;" + connectionString);

    /// <inheritdoc />
    public override bool IsShared => true;

    /// <inheritdoc />
    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc />
    public override string JsonRows => "json_array_elements(CAST(@rows AS json))";

    private string Server
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"database '{parts.Database}' at {parts.Host}:{parts.Port}";
        }
    }

    /// <inheritdoc />
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            // Replicas that start together make the tables one after the other.
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@SchemaLock)", new { SchemaLock });
            await connection.ExecuteAsync(PostgresSchema.Clock);
            foreach (var tables in Schema.Tables)
                await connection.ExecuteAsync(PostgresSchema.Translate(tables));
            await SchemaChanges.ApplyAsync(connection, Schema.Changes.Select(PostgresSchema.Translate), Server);
            await RequireFolderAsync(connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"The tables cannot be made in {Server}: {e.MessageText}. The user needs the right to create tables.", innerException: e);
        }
    }

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            // The reason names user and address at most, never the password.
            var reason = e is PostgresException refused ? refused.MessageText : e.InnerException?.Message ?? e.Message;
            throw new BenchException(
                ErrorKind.Unavailable, $"The {Server} cannot be used: {reason}. Is PostgreSQL running, and is Orchestrator__Database right?", innerException: e);
        }
    }

    /// <inheritdoc />
    public override async Task AnalyzeAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"ANALYZE {table}", cancellationToken: cancellationToken));
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();

    // Rows name folders below the data folder: replicas with different ones would miss each other's files.
    private async Task RequireFolderAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var id = await folder.GetIdAsync(cancellationToken);
        await connection.ExecuteAsync("INSERT INTO settings (name, value) VALUES ('data_folder', @id) ON CONFLICT (name) DO NOTHING", new { id });
        var known = await connection.ExecuteScalarAsync<string>("SELECT value FROM settings WHERE name = 'data_folder'");
        if (known != id)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The {Server} belongs to another data folder than {folder.Root}. All replicas use one folder: mount it on each and set Orchestrator__DataPath, or use a database of its own.");
        }
    }
}
