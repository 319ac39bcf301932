using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>A piece of long work as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Spec">What it does, with every default filled in.</param>
/// <param name="State">How it stands.</param>
/// <param name="Error">Why it failed, for a person; empty otherwise.</param>
/// <param name="Result">What it made, once it is done.</param>
/// <param name="Progress">Its stages and what was left out.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="UpdateTime">When its state last changed.</param>
internal sealed record Job(
    string Id,
    JobSpec Spec,
    JobState State,
    string Error,
    JobResult? Result,
    JobProgress Progress,
    DateTimeOffset CreateTime,
    DateTimeOffset UpdateTime)
{
    /// <summary>What it waits for people to look at, while it does.</summary>
    public ReviewProgress? Review { get; init; }

    public bool IsOver => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}

/// <summary>How a job stands; the numbers are stored.</summary>
internal enum JobState
{
    Queued = 1,
    Running = 2,
    Succeeded = 3,
    Failed = 4,
    Cancelled = 5,

    /// <summary>People are asked: it has given its slot free, and goes on once they have decided.</summary>
    WaitingForReview = 6,
}

/// <summary>What a job made.</summary>
internal sealed record JobResult(JobResultKind Kind, string Value);

internal enum JobResultKind
{
    Dataset = 1,
    Run = 2,
    Comparison = 3,
    Collection = 4,
    Export = 5,
}

/// <summary>A job's stages in order, and what was left out.</summary>
internal sealed record JobProgress(IReadOnlyList<StageState> Stages, IReadOnlyList<SkippedItem> Skipped)
{
    public static readonly JobProgress Empty = new([], []);
}

/// <summary>How far a stage is; a total of 0 means that it is not known yet.</summary>
internal sealed record StageState(string Name, long Done, long Total, long Skipped, double Rate, bool Finished);

/// <summary>Something that was left out, with the reason.</summary>
internal sealed record SkippedItem(string Item, string Reason);
