using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Compares runs as a job.</summary>
internal sealed class CompareRunsHandler(RunComparer comparer) : IJobHandler<CompareRunsSpec>
{
    /// <inheritdoc />
    public Task CheckAsync(CompareRunsSpec spec, CancellationToken cancellationToken) => comparer.CheckAsync(spec, cancellationToken);

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(CompareRunsSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var runs = await comparer.CheckAsync(spec, cancellationToken);
        var stage = context.Begin("compare", runs[0].Summary.Queries);
        var comparison = await comparer.CompareAsync(spec, () => stage.Add(), cancellationToken);
        stage.Finish();
        return new JobResult(JobResultKind.Comparison, comparison.Id);
    }
}
