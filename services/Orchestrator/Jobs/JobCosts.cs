using Grpc.Core;
using ImageSearchBench.Orchestrator.Clients;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>What the calls of language models for a job took, as QueryGeneration's ledger says: it counts every try, also of other replicas.</summary>
internal sealed class JobCosts(IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Keeps a running job's cost up to date until it is cancelled.</summary>
    public async Task WatchAsync(string jobId, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await ReadAsync(jobId, entry, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The job is over.
        }
    }

    /// <summary>Reads the cost once. A ledger that cannot be read leaves the last known one: a job does not fail for want of its price.</summary>
    public async Task ReadAsync(string jobId, RunningJobs.RunningJob entry, CancellationToken cancellationToken)
    {
        try
        {
            // Made when it is first needed: in the all-in-one process its address is known only once everything listens.
            var queryGeneration = services.GetRequiredService<QueryGenerationClient>();
            entry.Cost = await queryGeneration.ReadCostAsync(jobId, cancellationToken);
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next time, then.
        }
    }
}
