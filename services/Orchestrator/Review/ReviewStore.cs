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

    // Items stored at a time: some hundredths of a second.
    private const int PartSize = 2_000;

    // What a job is about to put up is not there yet.
    private const string IsPutUp = "EXISTS (SELECT 1 FROM review_stages WHERE job_id = @jobId AND stage = @stage)";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stores what a stage proposes; items that are there stay as they are. Nobody sees any of a stage before all of it is stored.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="proposals">The items, in the order in which they are shown.</param>
    /// <param name="wait">People are asked; otherwise all is accepted by nobody, and the review complete.</param>
    /// <param name="cancellationToken">Stops; a later call goes on.</param>
    /// <returns>How far the review is.</returns>
    public async Task<ReviewProgress> ProposeAsync(
        string jobId, string stage, IReadOnlyList<ReviewProposal> proposals, bool wait, CancellationToken cancellationToken)
    {
        // In parts: a transaction of a million items would keep everybody else, and the renewal of the job's own lease, waiting for it.
        var position = 0;
        foreach (var part in proposals.Chunk(PartSize))
        {
            if (await StoreAsync(jobId, stage, part, position, wait, cancellationToken) is { Completed: true } over)
                return over;
            position += part.Length;
        }

        if (proposals.Count > PartSize)
            await database.AnalyzeAsync("review_items", cancellationToken);

        // Nothing to look at needs nobody.
        return await PutUpAsync(jobId, stage, completed: !wait || proposals.Count == 0, cancellationToken);
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
            WHERE job_id = @jobId AND stage = @stage{conditions} AND {IsPutUp} AND (position, added) > (@position, @added)
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
            $"SELECT {ItemRow.Columns} FROM review_items WHERE job_id = @jobId AND stage = @stage AND item_key = @key AND {IsPutUp}", new { jobId, stage, key });
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

    // Returns the stage where it is put up already: then its counts grow with its items, and a complete one takes no more.
    private Task<ReviewProgress?> StoreAsync(
        string jobId, string stage, ReviewProposal[] part, int position, bool wait, CancellationToken cancellationToken) =>
        database.WriteAsync<ReviewProgress?>(
            async connection =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<StageRow>(
                    $"UPDATE review_stages SET update_time = @now WHERE job_id = @jobId AND stage = @stage RETURNING {StageRow.Columns}",
                    new { jobId, stage, now = Now });
                if (row is { Completed: not 0 })
                    return row.ToProgress();
                var inserted = await InsertAsync(connection, jobId, stage, part, position, wait);
                if (row is not null && inserted > 0)
                {
                    await connection.ExecuteAsync(
                        "UPDATE review_stages SET items = items + @inserted, accepted = accepted + @accepted WHERE job_id = @jobId AND stage = @stage",
                        new { jobId, stage, inserted, accepted = wait ? 0 : inserted });
                }

                return row?.ToProgress();
            },
            cancellationToken);

    // One statement, since a database in the network answers each of them.
    private Task<int> InsertAsync(DbConnection connection, string jobId, string stage, ReviewProposal[] part, int position, bool wait) =>
        connection.ExecuteAsync(
            $"""
            INSERT INTO review_items (job_id, stage, item_key, position, added, kind, item_group, image, details, proposed, text,
                decision, reviewer, note, decide_time, revision, event)
            SELECT @jobId, @stage, value ->> 'key', CAST(value ->> 'position' AS BIGINT), 0, CAST(value ->> 'kind' AS BIGINT), value ->> 'group',
                value ->> 'image', value ->> 'details', value ->> 'text', value ->> 'text', @decision, '', '', NULL, 1, 0
            FROM {database.JsonRows} WHERE TRUE
            ON CONFLICT (job_id, stage, item_key) DO NOTHING
            """,
            new
            {
                jobId,
                stage,
                decision = (int)(wait ? ReviewDecision.Pending : ReviewDecision.Accepted),
                rows = Json.Write(part.Select((p, i) => new
                {
                    p.Key,
                    Position = position + i,
                    Kind = (int)p.Kind,
                    p.Group,
                    p.Image,
                    Details = Json.Write(p.Details),
                    p.Text,
                })),
            });

    private Task<ReviewProgress> PutUpAsync(string jobId, string stage, bool completed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    $"""
                    INSERT INTO review_stages (job_id, stage, number, items, accepted, edited, rejected, added, completed, create_time, update_time)
                    SELECT @jobId, @stage, COUNT(*),
                        (SELECT COUNT(*) FROM review_items WHERE job_id = @jobId AND stage = @stage),
                        (SELECT COUNT(*) FROM review_items
                            WHERE job_id = @jobId AND stage = @stage AND decision = {(int)ReviewDecision.Accepted}),
                        0, 0, 0, @completed, @now, @now
                    FROM review_stages WHERE job_id = @jobId
                    ON CONFLICT (job_id, stage) DO NOTHING
                    """,
                    new { jobId, stage, completed = completed ? 1 : 0, now = Now });
                return (await connection.QuerySingleAsync<StageRow>(
                    $"SELECT {StageRow.Columns} FROM review_stages WHERE job_id = @jobId AND stage = @stage", new { jobId, stage })).ToProgress();
            },
            cancellationToken);
}
