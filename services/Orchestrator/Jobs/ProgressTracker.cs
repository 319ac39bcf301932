namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>How far a running job is; written by the job, read by whoever watches.</summary>
internal sealed class ProgressTracker(TimeProvider time)
{
    /// <summary>Items left out that are kept with their reason; the stages count all.</summary>
    public const int MaxSkippedKept = 100;

    private readonly Lock _lock = new();
    private readonly List<StageTracker> _stages = [];
    private readonly List<SkippedItem> _skipped = [];

    public StageTracker Begin(string name, long total)
    {
        var stage = new StageTracker(name, total, time, KeepSkipped);
        lock (_lock)
            _stages.Add(stage);
        return stage;
    }

    /// <summary>The present state.</summary>
    public JobProgress Snapshot()
    {
        lock (_lock)
            return new JobProgress(_stages.Select(s => s.Snapshot()).ToArray(), _skipped.ToArray());
    }

    /// <summary>Number of stages that are finished.</summary>
    public int Finished
    {
        get
        {
            lock (_lock)
                return _stages.Count(s => s.IsFinished);
        }
    }

    private void KeepSkipped(SkippedItem item)
    {
        lock (_lock)
        {
            if (_skipped.Count < MaxSkippedKept)
                _skipped.Add(item);
        }
    }
}
