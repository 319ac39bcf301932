using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Datasets.Browse;

/// <summary>The indexes of datasets: made when one is first looked into, and again when it is damaged or the files were changed.</summary>
internal sealed class DatasetIndexes(DataFolder folder)
{
    private readonly KeyedLock _locks = new();

    /// <summary>Opens the index of a dataset; the caller disposes the connection.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="cancellationToken">Stops making the index.</param>
    /// <exception cref="Hosting.Errors.BenchException">A file of the dataset is gone or broken.</exception>
    public async Task<SqliteConnection> OpenAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        var path = PathOf(dataset.Hash);
        var stamp = DatasetIndexBuilder.Stamp(dataset);
        using var held = await _locks.TakeAsync(dataset.Hash, cancellationToken);
        if (await TryOpenAsync(path, stamp, cancellationToken) is { } index)
            return index;

        Directory.CreateDirectory(folder.Indexes);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await DatasetIndexBuilder.BuildAsync(dataset, part, stamp, cancellationToken);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        return await TryOpenAsync(path, stamp, cancellationToken) ?? throw new IOException($"The index {path} that was just made cannot be read.");
    }

    /// <summary>Removes the index of a dataset, where there is one.</summary>
    public void Remove(string hash)
    {
        if (Directory.Exists(folder.Indexes))
            File.Delete(PathOf(hash));
    }

    /// <summary>The file of a dataset's index; it need not be there.</summary>
    public string PathOf(string hash) => Path.Combine(folder.Indexes, hash + ".db");

    private static async Task<SqliteConnection?> TryOpenAsync(string path, string stamp, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT value FROM stamp";
            if (await command.ExecuteScalarAsync(cancellationToken) as string == stamp)
                return connection;
        }
        catch (SqliteException)
        {
            // Damaged: it is made anew.
        }

        await connection.DisposeAsync();
        return null;
    }
}
