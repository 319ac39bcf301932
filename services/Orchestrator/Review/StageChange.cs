using System.Data.Common;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>The statements of one change of a stage, in its transaction.</summary>
internal sealed class StageChange(
    Database database, DbConnection connection, DbTransaction transaction, string jobId, string stage, TimeProvider time)
{
    // Seconds for a statement about all items of a stage: a million of them take a busy server longer than the usual 30.
    private const int LongTimeout = 600;

    private const string ThisItem = "job_id = @jobId AND stage = @stage AND item_key = @key";

    /// <summary>When the change is made: milliseconds since 1970 (UTC).</summary>
    public long Now { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes the stage for this transaction: other changes of it wait until this one is over.</summary>
    /// <exception cref="BenchException">There is no such stage, or its review is complete and must not be.</exception>
    public async Task<StageRow> LockAsync(bool requireOpen)
    {
        var row = await connection.QuerySingleOrDefaultAsync<StageRow>(
            $"UPDATE review_stages SET update_time = @Now WHERE job_id = @jobId AND stage = @stage RETURNING {StageRow.Columns}",
            new { jobId, stage, Now },
            transaction) ?? throw ReviewFaults.NoStage(jobId, stage);
        return requireOpen && row.Completed != 0 ? throw ReviewFaults.Completed(jobId, stage) : row;
    }

    /// <exception cref="BenchException">There is no such item.</exception>
    public async Task<ItemRow> ReadAsync(string key) =>
        await connection.QuerySingleOrDefaultAsync<ItemRow>(
            $"SELECT {ItemRow.Columns} FROM review_items WHERE {ThisItem}", new { jobId, stage, key }, transaction)
        ?? throw ReviewFaults.NoItem(jobId, stage, key);

    /// <summary>Items in the order of their keys.</summary>
    /// <exception cref="BenchException">One of them is not there.</exception>
    public async Task<IReadOnlyList<ItemRow>> ReadAllAsync(IReadOnlyList<string> keys)
    {
        var rows = await connection.QueryAsync<ItemRow>(
            $"""
            SELECT {ItemRow.Columns} FROM review_items
            WHERE job_id = @jobId AND stage = @stage AND item_key IN (SELECT value ->> 'key' FROM {database.JsonRows})
            """,
            new { jobId, stage, rows = Json.Write(keys.Select(key => new { key })) },
            transaction);
        var found = rows.ToDictionary(r => r.ItemKey, StringComparer.Ordinal);
        return keys.Select(key => found.GetValueOrDefault(key) ?? throw ReviewFaults.NoItem(jobId, stage, key)).ToArray();
    }

    public async Task<IReadOnlyList<ReviewItem>> ReadItemsAsync(IReadOnlyList<string> keys) =>
        (await ReadAllAsync(keys)).Select(r => r.ToItem()).ToArray();

    public Task<EventRow> ReadEventAsync(string key, long revision) =>
        connection.QuerySingleAsync<EventRow>(
            $"SELECT {EventRow.Columns} FROM review_events WHERE {ThisItem} AND revision = @revision",
            new { jobId, stage, key, revision },
            transaction);

    /// <exception cref="BenchException">The item is not as the reviewer saw it.</exception>
    public static void RequireUnchanged(ItemRow row, long revision)
    {
        if (revision != 0 && revision != row.Revision)
            throw ReviewFaults.Changed(row.ToItem());
    }

    /// <summary>Gives an item the decision of an event.</summary>
    /// <param name="row">The item as it was.</param>
    /// <param name="then">The event.</param>
    /// <param name="revision">The event's revision, 0 for none.</param>
    public Task UpdateAsync(ItemRow row, EventRow then, long revision) =>
        connection.ExecuteAsync(
            $"""
            UPDATE review_items SET decision = @Decision, text = @Text, reviewer = @Reviewer, note = @Note, decide_time = @time,
                revision = revision + 1, event = @revision
            WHERE {ThisItem}
            """,
            new
            {
                jobId,
                stage,
                key = row.ItemKey,
                then.Decision,
                then.Text,
                then.Reviewer,
                then.Note,
                time = revision == 0 ? (long?)null : then.EventTime,
                revision,
            },
            transaction);

    /// <summary>Stores decisions, each of another item, and gives the items what was decided.</summary>
    public async Task DecideAsync(IReadOnlyList<EventRow> events)
    {
        var values = new { jobId, stage, rows = Json.Write(events) };
        await connection.ExecuteAsync(
            $"""
            INSERT INTO review_events (job_id, stage, item_key, revision, action, decision, text, reviewer, note, previous, event_time)
            SELECT @jobId, @stage, value ->> 'item_key', CAST(value ->> 'revision' AS BIGINT), CAST(value ->> 'action' AS BIGINT),
                CAST(value ->> 'decision' AS BIGINT), value ->> 'text', value ->> 'reviewer', value ->> 'note', CAST(value ->> 'previous' AS BIGINT),
                CAST(value ->> 'event_time' AS BIGINT)
            FROM {database.JsonRows}
            """,
            values,
            transaction);
        // Each item looks its own event up by its key: as a join a server that has not looked at the events lately reads them all.
        await connection.ExecuteAsync(
            $"""
            UPDATE review_items SET (decision, text, reviewer, note, decide_time, revision, event) = (
                SELECT decision, text, reviewer, note, event_time, revision, revision FROM review_events AS e
                WHERE e.job_id = review_items.job_id AND e.stage = review_items.stage AND e.item_key = review_items.item_key
                    AND e.revision = review_items.revision + 1)
            WHERE job_id = @jobId AND stage = @stage AND item_key IN (SELECT value ->> 'item_key' FROM {database.JsonRows})
            """,
            values,
            transaction);
    }

    /// <summary>Stores an item that a person adds.</summary>
    public Task InsertAsync(ReviewAddition item, EventRow then) =>
        connection.ExecuteAsync(
            """
            INSERT INTO review_items (job_id, stage, item_key, position, added, kind, item_group, image, details, proposed, text,
                decision, reviewer, note, decide_time, revision, event)
            SELECT @jobId, @stage, @ItemKey,
                COALESCE(
                    (SELECT MAX(position) FROM review_items WHERE job_id = @jobId AND stage = @stage AND item_group = @Group),
                    (SELECT MAX(position) + 1 FROM review_items WHERE job_id = @jobId AND stage = @stage),
                    0),
                @number, @kind, @Group, '', '{}', @Text, @Text, @Decision, @Reviewer, @Note, @EventTime, 1, 1
            """,
            new
            {
                jobId,
                stage,
                then.ItemKey,
                number = long.Parse(then.ItemKey.AsSpan(ReviewedItem.AddedPrefix.Length), System.Globalization.CultureInfo.InvariantCulture),
                kind = (int)item.Kind,
                item.Group,
                then.Text,
                then.Decision,
                then.Reviewer,
                then.Note,
                then.EventTime,
            },
            transaction);

    public Task AddEventAsync(EventRow then) =>
        connection.ExecuteAsync(
            """
            INSERT INTO review_events (job_id, stage, item_key, revision, action, decision, text, reviewer, note, previous, event_time)
            VALUES (@jobId, @stage, @ItemKey, @Revision, @Action, @Decision, @Text, @Reviewer, @Note, @Previous, @EventTime)
            """,
            new
            {
                jobId,
                stage,
                then.ItemKey,
                then.Revision,
                then.Action,
                then.Decision,
                then.Text,
                then.Reviewer,
                then.Note,
                then.Previous,
                then.EventTime,
            },
            transaction);

    /// <summary>Decides all items that nobody has decided.</summary>
    public async Task DecidePendingAsync(ReviewDecision decision, string reviewer)
    {
        var values = new
        {
            jobId,
            stage,
            reviewer,
            Now,
            decision = (int)decision,
            pending = (int)ReviewDecision.Pending,
            action = (int)ReviewAction.Completed,
        };
        await connection.ExecuteAsync(
            """
            INSERT INTO review_events (job_id, stage, item_key, revision, action, decision, text, reviewer, note, previous, event_time)
            SELECT job_id, stage, item_key, revision + 1, @action, @decision, proposed, @reviewer, '', 0, @Now
            FROM review_items WHERE job_id = @jobId AND stage = @stage AND decision = @pending
            """,
            values,
            transaction,
            LongTimeout);
        await connection.ExecuteAsync(
            """
            UPDATE review_items SET decision = @decision, reviewer = @reviewer, decide_time = @Now, revision = revision + 1, event = revision + 1
            WHERE job_id = @jobId AND stage = @stage AND decision = @pending
            """,
            values,
            transaction,
            LongTimeout);
    }

    /// <summary>Stores the stage's counts.</summary>
    public Task StoreAsync(StageCounts counts, bool completed)
    {
        var review = counts.ToProgress(stage, completed);
        return connection.ExecuteAsync(
            """
            UPDATE review_stages SET items = @Items, accepted = @Accepted, edited = @Edited, rejected = @Rejected, added = @Added,
                completed = @completed
            WHERE job_id = @jobId AND stage = @stage
            """,
            new
            {
                jobId,
                stage,
                review.Items,
                review.Accepted,
                review.Edited,
                review.Rejected,
                counts.Added,
                completed = completed ? 1 : 0,
            },
            transaction);
    }
}
