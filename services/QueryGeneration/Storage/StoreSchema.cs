using ImageSearchBench.Hosting.Errors;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>The tables of the response store.</summary>
internal static class StoreSchema
{
    private const int Version = 1;

    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS replies (
          key TEXT PRIMARY KEY, step TEXT NOT NULL, language TEXT NOT NULL, prompt TEXT NOT NULL, subject TEXT NOT NULL, ordinal INTEGER NOT NULL,
          model TEXT NOT NULL, job TEXT NOT NULL, text TEXT NOT NULL, ending TEXT NOT NULL,
          input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, tokens_estimated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger (
          job TEXT NOT NULL, model TEXT NOT NULL, step TEXT NOT NULL, currency TEXT NOT NULL,
          calls INTEGER NOT NULL, cached INTEGER NOT NULL, failed_attempts INTEGER NOT NULL,
          input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost REAL NOT NULL, estimated_calls INTEGER NOT NULL,
          PRIMARY KEY (job, model, step, currency)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refusals (key TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS capabilities (model TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Makes the tables where they are not; refuses a file that a newer program wrote.</summary>
    public static void Apply(SqliteConnection connection, string file)
    {
        // WAL: readers do not wait for the writer. NORMAL: a commit is one write, without waiting for the disk, so that the time in which a
        // killed process could lose a paid reply is as short as can be; the writer brings commits to the disk every second (power cuts).
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (version > Version)
            throw new BenchException(ErrorKind.FailedPrecondition, $"{file} was written by a newer version of this program (format {version}, this one knows {Version}): update the program.");
        Execute(connection, Tables + $"PRAGMA user_version={Version};");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
