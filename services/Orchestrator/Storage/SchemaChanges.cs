using System.Data.Common;
using System.Globalization;
using Dapper;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>Brings tables up to date: each change is made once, and the number of those made is the version.</summary>
internal static class SchemaChanges
{
    /// <summary>Makes the changes that are not made yet, within the caller's transaction.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="changes">All changes ever, in order.</param>
    /// <param name="database">The database's name for people.</param>
    /// <exception cref="BenchException">A later version has made changes that this one does not know.</exception>
    public static async Task ApplyAsync(DbConnection connection, IEnumerable<string> changes, string database)
    {
        var all = changes.ToArray();
        var stored = await connection.ExecuteScalarAsync<string>("SELECT value FROM settings WHERE name = 'schema_version'");
        var version = stored is null ? 0 : int.Parse(stored, CultureInfo.InvariantCulture);
        if (version > all.Length)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The tables of {database} have version {version}; this program knows {all.Length}. Use the program that made them, or a later one.");
        }

        foreach (var change in all.Skip(version))
            await connection.ExecuteAsync(change);
        await connection.ExecuteAsync(
            "INSERT INTO settings (name, value) VALUES ('schema_version', @value) ON CONFLICT (name) DO UPDATE SET value = @value",
            new { value = all.Length.ToString(CultureInfo.InvariantCulture) });
    }
}
