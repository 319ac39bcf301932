namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>The tables. Times are milliseconds since 1970 (UTC); <c>sequence</c> orders by creation.</summary>
internal static class Schema
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS jobs (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            request_id TEXT NOT NULL UNIQUE,
            spec TEXT NOT NULL,
            state INTEGER NOT NULL,
            error TEXT NOT NULL,
            result TEXT,
            cancel_requested INTEGER NOT NULL,
            adoptions INTEGER NOT NULL,
            progress TEXT NOT NULL,
            create_time INTEGER NOT NULL,
            update_time INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, sequence);

        CREATE TABLE IF NOT EXISTS datasets (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            hash TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            images INTEGER NOT NULL,
            queries INTEGER NOT NULL,
            judgments INTEGER NOT NULL,
            skipped_images INTEGER NOT NULL,
            counts TEXT NOT NULL,
            directory TEXT NOT NULL,
            owned INTEGER NOT NULL,
            create_time INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS collections (
            name TEXT PRIMARY KEY,
            acknowledged INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            skipped_items TEXT NOT NULL,
            finished INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS runs (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            dataset_hash TEXT NOT NULL,
            run TEXT NOT NULL,
            create_time INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS source_requests (
            source TEXT PRIMARY KEY,
            next_time BIGINT NOT NULL,
            day BIGINT NOT NULL,
            day_count BIGINT NOT NULL);

        CREATE TABLE IF NOT EXISTS comparisons (
            id TEXT PRIMARY KEY,
            comparison TEXT NOT NULL,
            create_time INTEGER NOT NULL);
        """;
}
