using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>
/// The tables, in SQLite's words (<see cref="PostgresSchema"/> has PostgreSQL's). Times are milliseconds since 1970 (UTC);
/// <c>sequence</c> orders by creation.
/// </summary>
internal static class Schema
{
    /// <summary>Made at each start where they are not there. A new table is added here; one that is there is changed below.</summary>
    public static IReadOnlyList<string> Tables { get; } = [Own, ReviewSchema.Tables];

    private const string Own = """
        CREATE TABLE IF NOT EXISTS settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL);

        CREATE TABLE IF NOT EXISTS jobs (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            request_id TEXT NOT NULL UNIQUE,
            spec TEXT NOT NULL,
            state INTEGER NOT NULL,
            error TEXT NOT NULL,
            result TEXT,
            cancel_requested BOOLEAN NOT NULL,
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
            owned BOOLEAN NOT NULL,
            create_time INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS dataset_parents (
            hash TEXT PRIMARY KEY,
            parent TEXT NOT NULL);

        CREATE TABLE IF NOT EXISTS collections (
            name TEXT PRIMARY KEY,
            acknowledged INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            skipped_items TEXT NOT NULL,
            finished BOOLEAN NOT NULL);

        CREATE TABLE IF NOT EXISTS runs (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            dataset_hash TEXT NOT NULL,
            run TEXT NOT NULL,
            create_time INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS comparisons (
            id TEXT PRIMARY KEY,
            comparison TEXT NOT NULL,
            create_time INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS locks (
            name TEXT PRIMARY KEY,
            job_id TEXT NOT NULL,
            lease_token INTEGER NOT NULL);
        """;

    /// <summary>Changes of tables that are there, in order. None is ever edited or taken away: databases have been through it.</summary>
    public static IReadOnlyList<string> Changes { get; } =
    [
        // Jobs belong to a replica by a lease; its token grows with each taking.
        """
        ALTER TABLE jobs ADD COLUMN pause_requested BOOLEAN NOT NULL DEFAULT FALSE;
        ALTER TABLE jobs ADD COLUMN retry_failed BOOLEAN NOT NULL DEFAULT FALSE;
        ALTER TABLE jobs ADD COLUMN replica TEXT NOT NULL DEFAULT '';
        ALTER TABLE jobs ADD COLUMN lease_token INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN takeovers INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
        """,
    ];
}
