using System.Data.Common;
using Dapper;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// Writes of jobs: each happens together with a look at the job's lease, whose row it locks meanwhile, so that nothing is stored for a job
/// that another replica has. The lease is that of the flow of work; outside of jobs a write is just a write.
/// </summary>
internal static class FencedWrites
{
    /// <exception cref="LeaseLostException">Another replica has the job.</exception>
    public static async Task<T> WriteAsync<T>(
        this Database database, Func<DbConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RequireLeaseAsync(connection);
        var result = await write(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>The look at the lease, for a write that has a transaction of its own; comes first in it.</summary>
    /// <exception cref="LeaseLostException">Another replica has the job.</exception>
    public static async Task RequireLeaseAsync(DbConnection connection)
    {
        if (JobLease.Current is not { } lease)
            return;

        // An update that changes nothing is the one statement that locks a row in both databases.
        var held = await connection.ExecuteAsync(
            $"UPDATE jobs SET lease_token = lease_token WHERE id = @JobId AND lease_token = @Token AND state = {(int)JobState.Running}",
            new { lease.JobId, lease.Token });
        if (held > 0)
            return;
        lease.Lose();
        throw new LeaseLostException(lease.JobId);
    }
}
