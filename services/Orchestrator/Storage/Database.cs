using System.Data.Common;
using Dapper;
using ImageSearchBench.Orchestrator.Review;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>
/// The Orchestrator's database. Everything but this class sees a <see cref="DbConnection"/> and plain SQL,
/// so that another database needs another class only here.
/// </summary>
internal sealed class Database(DataFolder folder) : IDisposable
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = folder.Database,
        ForeignKeys = true,
        DefaultTimeout = 60,
    }.ToString();

    /// <summary>Makes the tables that are not there.</summary>
    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        await connection.ExecuteAsync(Schema.Tables);
        await connection.ExecuteAsync(ReviewSchema.Tables);
    }

    /// <summary>An open connection; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }
}
