namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>What a job has while it runs: its folder, and where it tells how far it is.</summary>
/// <param name="jobId">The job's id.</param>
/// <param name="workFolder">Folder of what it has done so far; removed once it has succeeded.</param>
/// <param name="progress">Where it tells how far it is.</param>
/// <param name="retryFailed">What an earlier try left out is tried again; what it did is kept.</param>
internal sealed class JobContext(string jobId, string workFolder, ProgressTracker progress, bool retryFailed = false)
{
    public string JobId => jobId;

    public bool RetryFailed => retryFailed;

    public string WorkFolder => workFolder;

    /// <summary>Begins a stage; the one before it must be finished.</summary>
    /// <param name="name">Name for people, such as <c>encode images</c>.</param>
    /// <param name="total">Items in all; 0 while unknown.</param>
    public StageTracker Begin(string name, long total = 0) => progress.Begin(name, total);
}
