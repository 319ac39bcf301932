namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// Does one kind of job. A run may be cut off at any point and started again from its beginning, in another process:
/// it finds what is done already and goes on, and ends with the same result.
/// </summary>
internal interface IJobHandler<in TSpec>
    where TSpec : JobSpec
{
    /// <summary>Finds what can never work before a job is created.</summary>
    /// <exception cref="Hosting.Errors.BenchException">The specification has a fault.</exception>
    Task CheckAsync(TSpec spec, CancellationToken cancellationToken);

    /// <summary>Does the work.</summary>
    Task<JobResult> RunAsync(TSpec spec, JobContext context, CancellationToken cancellationToken);
}
