using ImageSearchBench.QueryGeneration.Calls;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>Writes batches, each in one transaction.</summary>
internal sealed class StoreWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _reply = Prepare(
        connection,
        """
        INSERT INTO replies VALUES ($key, $step, $language, $prompt, $subject, $ordinal, $model, $job, $text, $ending, $input, $output, $estimated)
        ON CONFLICT DO NOTHING
        """,
        "$key", "$step", "$language", "$prompt", "$subject", "$ordinal", "$model", "$job", "$text", "$ending", "$input", "$output", "$estimated");

    private readonly SqliteCommand _ledger = Prepare(
        connection,
        """
        INSERT INTO ledger VALUES ($job, $model, $step, $currency, $calls, $cached, $failed, $input, $output, $cost, $estimated)
        ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, cached = cached + excluded.cached,
          failed_attempts = failed_attempts + excluded.failed_attempts, input_tokens = input_tokens + excluded.input_tokens,
          output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost, estimated_calls = estimated_calls + excluded.estimated_calls
        """,
        "$job", "$model", "$step", "$currency", "$calls", "$cached", "$failed", "$input", "$output", "$cost", "$estimated");

    private readonly SqliteCommand _refusals = Prepare(
        connection, "INSERT INTO refusals VALUES ($key, $count) ON CONFLICT DO UPDATE SET count = excluded.count", "$key", "$count");

    private readonly SqliteCommand _forget = Prepare(connection, "DELETE FROM refusals WHERE key = $key", "$key");

    private readonly SqliteCommand _capabilities = Prepare(
        connection, "INSERT INTO capabilities VALUES ($model, $json) ON CONFLICT DO UPDATE SET json = excluded.json", "$model", "$json");

    // A batch's bookings, summed: many calls, few rows.
    private readonly Dictionary<(string, string, GenerationStep, string), LedgerEntry> _booked = [];
    private bool _dirty;

    /// <summary>Brings what was committed to the disk.</summary>
    public void Flush()
    {
        if (!_dirty)
            return;
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        checkpoint.ExecuteNonQuery();
        _dirty = false;
    }

    /// <summary>Stores a batch, all or nothing.</summary>
    public void Commit(IReadOnlyList<StoreWrite> batch)
    {
        _dirty = true;
        _booked.Clear();
        using var transaction = connection.BeginTransaction();
        foreach (var write in batch)
        {
            if (write.Reply is { } reply)
                Save(reply, transaction);
            if (write.Booking is { } booking)
                _booked[booking.Row] = _booked.TryGetValue(booking.Row, out var others) ? others.Plus(booking) : booking;
            if (write.Refusals is { } refusals)
                Run(_refusals, transaction, refusals.Key, refusals.Count);
            if (write.Capabilities is { } found)
                Run(_capabilities, transaction, found.Model, found.Json);
        }

        foreach (var booking in _booked.Values)
            Book(booking, transaction);
        transaction.Commit();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _reply.Dispose();
        _ledger.Dispose();
        _refusals.Dispose();
        _forget.Dispose();
        _capabilities.Dispose();
    }

    private void Save(StoredReply r, SqliteTransaction transaction)
    {
        Run(
            _reply, transaction, r.Key, r.Step.ToString(), r.Language, r.Prompt, r.Subject, r.Ordinal, r.Model, r.JobId, r.Reply.Text, r.Reply.End.ToString(),
            r.Reply.InputTokens, r.Reply.OutputTokens, r.Reply.TokensEstimated ? 1 : 0);
        Run(_forget, transaction, r.Key);
    }

    private void Book(LedgerEntry e, SqliteTransaction transaction) =>
        Run(
            _ledger, transaction, e.JobId, e.Model, e.Step.ToString(), e.Currency, e.Calls, e.Cached, e.FailedAttempts, e.InputTokens, e.OutputTokens, e.Cost,
            e.EstimatedCalls);

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
