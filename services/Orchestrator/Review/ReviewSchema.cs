namespace ImageSearchBench.Orchestrator.Review;

/// <summary>The tables of reviews. Times are milliseconds since 1970 (UTC).</summary>
internal static class ReviewSchema
{
    /// <remarks>
    /// A stage keeps the counts of its items: whoever changes items changes them in the same transaction, first, so that changes of a
    /// stage come one after the other. <c>event</c> of an item is the revision of the event that its decision comes from, 0 for none;
    /// <c>previous</c> of an event is the one that was in force before it, so that decisions are taken back one by one.
    /// </remarks>
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS review_stages (
            job_id TEXT NOT NULL,
            stage TEXT NOT NULL,
            number BIGINT NOT NULL,
            items BIGINT NOT NULL,
            accepted BIGINT NOT NULL,
            edited BIGINT NOT NULL,
            rejected BIGINT NOT NULL,
            added BIGINT NOT NULL,
            completed INTEGER NOT NULL,
            create_time BIGINT NOT NULL,
            update_time BIGINT NOT NULL,
            PRIMARY KEY (job_id, stage));

        CREATE TABLE IF NOT EXISTS review_items (
            job_id TEXT NOT NULL,
            stage TEXT NOT NULL,
            item_key TEXT NOT NULL,
            position BIGINT NOT NULL,
            added BIGINT NOT NULL,
            kind INTEGER NOT NULL,
            item_group TEXT NOT NULL,
            image TEXT NOT NULL,
            details TEXT NOT NULL,
            proposed TEXT NOT NULL,
            text TEXT NOT NULL,
            decision INTEGER NOT NULL,
            reviewer TEXT NOT NULL,
            note TEXT NOT NULL,
            decide_time BIGINT,
            revision BIGINT NOT NULL,
            event BIGINT NOT NULL,
            PRIMARY KEY (job_id, stage, item_key));
        CREATE INDEX IF NOT EXISTS review_items_by_place ON review_items (job_id, stage, position, added);
        CREATE INDEX IF NOT EXISTS review_items_by_decision ON review_items (job_id, stage, decision, position, added);
        CREATE INDEX IF NOT EXISTS review_items_by_group ON review_items (job_id, stage, item_group, position, added);

        CREATE TABLE IF NOT EXISTS review_events (
            job_id TEXT NOT NULL,
            stage TEXT NOT NULL,
            item_key TEXT NOT NULL,
            revision BIGINT NOT NULL,
            action INTEGER NOT NULL,
            decision INTEGER NOT NULL,
            text TEXT NOT NULL,
            reviewer TEXT NOT NULL,
            note TEXT NOT NULL,
            previous BIGINT NOT NULL,
            event_time BIGINT NOT NULL,
            PRIMARY KEY (job_id, stage, item_key, revision));
        """;
}
