using ImageSearchBench.QueryGeneration.Calls;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>Reads the ledger.</summary>
internal static class LedgerTable
{
    /// <summary>Sums, ordered by model and step.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="jobId">One job; null: all.</param>
    public static List<LedgerEntry> Read(SqliteConnection connection, string? jobId)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT model, step, currency, SUM(calls), SUM(cached), SUM(failed_attempts), SUM(input_tokens), SUM(output_tokens), SUM(cost), SUM(estimated_calls)
            FROM ledger WHERE $job IS NULL OR job = $job GROUP BY model, step, currency ORDER BY model, step, currency
            """;
        command.Parameters.AddWithValue("$job", (object?)jobId ?? DBNull.Value);
        using var row = command.ExecuteReader();
        var entries = new List<LedgerEntry>();
        while (row.Read())
        {
            entries.Add(new LedgerEntry
            {
                JobId = jobId ?? "",
                Model = row.GetString(0),
                Step = Enum.Parse<GenerationStep>(row.GetString(1)),
                Currency = row.GetString(2),
                Calls = row.GetInt64(3),
                Cached = row.GetInt64(4),
                FailedAttempts = row.GetInt64(5),
                InputTokens = row.GetInt64(6),
                OutputTokens = row.GetInt64(7),
                Cost = row.GetDouble(8),
                EstimatedCalls = row.GetInt64(9),
            });
        }

        return entries;
    }
}
