using System.Data.Common;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What jobs ask people, in the database: written by jobs, read by everybody.</summary>
internal sealed class ReviewStore(Database database, TimeProvider time)
{
    // Rows read at a time, so that a stage of any size is never read while others wait for the database.
    private const int ReadSize = 10_000;

    /// <summary>Stores what a stage proposes, all or nothing; items that are there stay as they are.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="proposals">The items, in the order in which they are shown.</param>
    /// <param name="wait">People are asked; otherwise all is accepted by nobody, and the review complete.</param>
    /// <param name="cancellationToken">Stops; nothing is stored then.</param>
    /// <returns>How far the review is.</returns>
    public async Task<ReviewProgress> ProposeAsync(
        string jobId, string stage, IReadOnlyList<ReviewProposal> proposals, bool wait, CancellationToken cancellationToken)
    {
        // Nothing to look at needs nobody.
        var completed = !wait || proposals.Count == 0;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await FencedWrites.RequireLeaseAsync(connection);
        var created = await connection.ExecuteAsync(
            """
            INSERT INTO review_stages (job_id, stage, number, items, accepted, edited, rejected, added, completed, create_time, update_time)
            SELECT @jobId, @stage, COUNT(*), 0, 0, 0, 0, 0, @completed, @now, @now FROM review_stages WHERE job_id = @jobId
            ON CONFLICT (job_id, stage) DO NOTHING
            """,
            new { jobId, stage, completed = completed ? 1 : 0, now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction);
        if (created == 0 && await ReadStageAsync(connection, transaction, jobId, stage) is { Completed: true } over)
            return over;

        await connection.ExecuteAsync(
            """
            INSERT INTO review_items (job_id, stage, item_key, position, added, kind, item_group, image, details, proposed, text,
                decision, reviewer, note, decide_time, revision, event)
            VALUES (@jobId, @stage, @Key, @position, 0, @kind, @Group, @Image, @details, @Text, @Text, @decision, '', '', NULL, 1, 0)
            ON CONFLICT (job_id, stage, item_key) DO NOTHING
            """,
            proposals.Select((p, i) => new
            {
                jobId,
                stage,
                p.Key,
                position = (long)i,
                kind = (int)p.Kind,
                p.Group,
                p.Image,
                details = Json.Write(p.Details),
                p.Text,
                decision = (int)(wait ? ReviewDecision.Pending : ReviewDecision.Accepted),
            }),
            transaction);
        await connection.ExecuteAsync(
            $"""
            UPDATE review_stages SET
                items = (SELECT COUNT(*) FROM review_items WHERE job_id = @jobId AND stage = @stage),
                accepted = (SELECT COUNT(*) FROM review_items
                    WHERE job_id = @jobId AND stage = @stage AND decision = {(int)ReviewDecision.Accepted})
            WHERE job_id = @jobId AND stage = @stage
            """,
            new { jobId, stage },
            transaction);
        var review = await ReadStageAsync(connection, transaction, jobId, stage);
        await transaction.CommitAsync(cancellationToken);
        return review;
    }

    /// <summary>All items of a stage in their order.</summary>
    public async Task<IReadOnlyList<ReviewedItem>> ReadAsync(string jobId, string stage, CancellationToken cancellationToken)
    {
        var items = new List<ReviewedItem>();
        var last = ReviewPlace.Start;
        while (true)
        {
            var page = await ListAsync(jobId, stage, ReviewFilter.All, last, ReadSize, cancellationToken);
            items.AddRange(page.Select(i => i.Reviewed));
            if (page.Count < ReadSize)
                return items;
            last = page[^1].Place;
        }
    }

    /// <summary>Items of a stage behind a place, in their order.</summary>
    public async Task<IReadOnlyList<ReviewItem>> ListAsync(
        string jobId, string stage, ReviewFilter filter, ReviewPlace after, int count, CancellationToken cancellationToken)
    {
        var conditions = (filter.Decision is null ? "" : " AND decision = @decision") + (filter.Group is null ? "" : " AND item_group = @group");
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<ItemRow>(
            $"""
            SELECT {ItemRow.Columns} FROM review_items
            WHERE job_id = @jobId AND stage = @stage{conditions} AND (position, added) > (@position, @added)
            ORDER BY position, added LIMIT @count
            """,
            new
            {
                jobId,
                stage,
                decision = (int?)filter.Decision,
                group = filter.Group,
                position = after.Position,
                added = after.Added,
                count,
            });
        return rows.Select(r => r.ToItem()).ToArray();
    }

    /// <exception cref="BenchException">There is no such item.</exception>
    public async Task<ReviewItem> GetAsync(string jobId, string stage, string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ItemRow>(
            $"SELECT {ItemRow.Columns} FROM review_items WHERE job_id = @jobId AND stage = @stage AND item_key = @key", new { jobId, stage, key });
        return row?.ToItem() ?? throw ReviewFaults.NoItem(jobId, stage, key);
    }

    /// <summary>How far the reviews of a job are, in the order in which it asked for them.</summary>
    public async Task<IReadOnlyList<ReviewProgress>> GetProgressAsync(string jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<StageRow>(
            $"SELECT {StageRow.Columns} FROM review_stages WHERE job_id = @jobId ORDER BY number", new { jobId });
        return rows.Select(r => r.ToProgress()).ToArray();
    }

    /// <summary>What was done to an item, oldest first.</summary>
    public async Task<IReadOnlyList<ReviewEvent>> ReadEventsAsync(string jobId, string stage, string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<EventRow>(
            $"SELECT {EventRow.Columns} FROM review_events WHERE job_id = @jobId AND stage = @stage AND item_key = @key ORDER BY revision",
            new { jobId, stage, key });
        return rows.Select(r => r.ToEvent()).ToArray();
    }

    private static async Task<ReviewProgress> ReadStageAsync(DbConnection connection, DbTransaction transaction, string jobId, string stage) =>
        (await connection.QuerySingleAsync<StageRow>(
            $"SELECT {StageRow.Columns} FROM review_stages WHERE job_id = @jobId AND stage = @stage", new { jobId, stage }, transaction))
        .ToProgress();
}
