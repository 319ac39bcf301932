using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>The databases that the stores work with.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>A prepared database with a data folder, without any service.</summary>
internal sealed class DatabaseUnderTest : IDisposable
{
    private readonly TemporaryFolder _data;

    private DatabaseUnderTest(TemporaryFolder data, DataFolder folder, Database database)
    {
        _data = data;
        Folder = folder;
        Database = database;
    }

    public DataFolder Folder { get; }

    public Database Database { get; }

    public static async Task<DatabaseUnderTest> CreateAsync(DatabaseKind kind, PostgresServer postgres)
    {
        var connection = kind is DatabaseKind.Postgres ? await postgres.CreateDatabaseAsync() : "";
        var data = new TemporaryFolder();
        var folder = Open(data.Path, connection);
        Database database = kind is DatabaseKind.Postgres ? new PostgresDatabase(connection, folder) : new SqliteDatabase(folder, TimeProvider.System);
        await database.PrepareAsync(CancellationToken.None);
        return new DatabaseUnderTest(data, folder, database);
    }

    public static DataFolder Open(string path, string connection) =>
        new(Options.Create(new OrchestratorOptions { DataPath = path, Database = connection }));

    public void Dispose()
    {
        (Database as IDisposable)?.Dispose();
        Folder.Dispose();
        _data.Dispose();
    }
}
