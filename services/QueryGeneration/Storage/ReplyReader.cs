using ImageSearchBench.QueryGeneration.Calls;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>A connection with the look-up of replies prepared.</summary>
internal sealed class ReplyReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _refusals;

    public ReplyReader(SqliteConnection connection)
    {
        _connection = connection;
        _find = connection.CreateCommand();
        _find.CommandText = "SELECT text, ending, input_tokens, output_tokens, tokens_estimated FROM replies WHERE key = $key";
        _find.Parameters.Add(new SqliteParameter { ParameterName = "$key" });
        _refusals = connection.CreateCommand();
        _refusals.CommandText = "SELECT count FROM refusals WHERE key = $key";
        _refusals.Parameters.Add(new SqliteParameter { ParameterName = "$key" });
    }

    /// <summary>The reply of a key; null when there is none.</summary>
    public ModelReply? Find(string key)
    {
        _find.Parameters[0].Value = key;
        using var row = _find.ExecuteReader();
        return row.Read() ? ToReply(row, 0) : null;
    }

    /// <summary>How many attempts at a call the endpoint has answered with an error.</summary>
    public int FindRefusals(string key)
    {
        _refusals.Parameters[0].Value = key;
        return _refusals.ExecuteScalar() is long count ? (int)count : 0;
    }

    /// <summary>Stored replies, ordered by step, language, subject and ordinal.</summary>
    public static IEnumerable<StoredReply> ReadAll(SqliteConnection connection, string? jobId, string? model)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT key, step, language, prompt, subject, ordinal, model, job, text, ending, input_tokens, output_tokens, tokens_estimated FROM replies
            WHERE ($job IS NULL OR job = $job) AND ($model IS NULL OR model = $model) ORDER BY step, language, subject, ordinal, key
            """;
        command.Parameters.AddWithValue("$job", (object?)jobId ?? DBNull.Value);
        command.Parameters.AddWithValue("$model", (object?)model ?? DBNull.Value);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return new StoredReply(
                row.GetString(0), Enum.Parse<GenerationStep>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5),
                row.GetString(6), row.GetString(7), ToReply(row, 8));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _find.Dispose();
        _refusals.Dispose();
        _connection.Dispose();
    }

    private static ModelReply ToReply(SqliteDataReader row, int column) => new(
        row.GetString(column), Enum.Parse<ReplyEnd>(row.GetString(column + 1)), row.GetInt32(column + 2), row.GetInt32(column + 3),
        row.GetBoolean(column + 4), Cached: true);
}
