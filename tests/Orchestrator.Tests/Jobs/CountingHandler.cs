using System.Collections.Concurrent;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Tests.Jobs;

/// <summary>Does what a test says instead of encoding a dataset, and counts by dataset how often.</summary>
internal sealed class CountingHandler(Func<JobContext, CancellationToken, Task> run) : IJobHandler<EncodeDatasetSpec>
{
    public ConcurrentDictionary<string, int> Runs { get; } = new(StringComparer.Ordinal);

    public Task CheckAsync(EncodeDatasetSpec spec, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<JobResult> RunAsync(EncodeDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        Runs.AddOrUpdate(spec.Dataset, 1, (_, n) => n + 1);
        await run(context, cancellationToken);
        return new JobResult(JobResultKind.Collection, spec.Dataset);
    }
}
