using Dapper;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// Names that one job at a time holds, among all replicas. A name is free again when its job is over or belongs to another replica:
/// nothing is left held by a process that died.
/// </summary>
internal sealed class JobLocks(Database database, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for a name; disposing the result gives it back. Outside of jobs nothing is held.</summary>
    public async Task<IAsyncDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        if (JobLease.Current is not { } lease)
            return new Held(database, name, lease: null);
        while (!await TryTakeAsync(name, lease, cancellationToken))
            await Task.Delay(LookInterval, time, cancellationToken);
        return new Held(database, name, lease);
    }

    private async Task<bool> TryTakeAsync(string name, JobLease lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                $"""
                INSERT INTO locks (name, job_id, lease_token) VALUES (@name, @JobId, @Token)
                ON CONFLICT (name) DO UPDATE SET job_id = @JobId, lease_token = @Token
                WHERE NOT EXISTS (
                    SELECT 1 FROM jobs
                    WHERE jobs.id = locks.job_id AND jobs.lease_token = locks.lease_token AND jobs.state = {(int)JobState.Running})
                """,
                new { name, lease.JobId, lease.Token }),
            cancellationToken) > 0;

    private sealed class Held(Database database, string name, JobLease? lease) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (lease is null)
                return;
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync(
                "DELETE FROM locks WHERE name = @name AND job_id = @JobId AND lease_token = @Token", new { name, lease.JobId, lease.Token });
        }
    }
}
