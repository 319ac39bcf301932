using System.Text.Json.Serialization;
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

    /// <summary>The process that runs it, as <c>machine:process</c>; empty while none does.</summary>
    public string Replica { get; init; } = "";

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
    Paused = 7,
}

/// <summary>A job that was taken to run.</summary>
/// <param name="Job">The job.</param>
/// <param name="Token">Fencing token of its lease.</param>
/// <param name="Takeovers">How often it was taken over from a replica that was not heard of any more.</param>
/// <param name="RetryFailed">What an earlier try left out is tried again.</param>
internal sealed record TakenJob(Job Job, long Token, long Takeovers, bool RetryFailed);

/// <summary>What people want to become of a running job.</summary>
internal enum JobWish
{
    GoOn,
    Cancel,
    Pause,
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
    Audit = 6,
}

/// <summary>A job's stages in order, and what was left out.</summary>
internal sealed record JobProgress(IReadOnlyList<StageState> Stages, IReadOnlyList<SkippedItem> Skipped)
{
    public static readonly JobProgress Empty = new([], []);

    /// <summary>What its language models took so far; null for work without them.</summary>
    public JobCost? Cost { get; init; }

    /// <summary>A number that grows with the work done, and is as large again when a later try has come as far.</summary>
    [JsonIgnore]
    public long Reached => Stages.Sum(s => s.Done + (s.Finished ? 1 : 0));
}

/// <summary>What the calls of language models for a job took, over all its tries.</summary>
/// <param name="Calls">Calls answered and paid.</param>
/// <param name="CachedCalls">Answers that were stored before: nothing was paid.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Money">Money in each currency of the models' prices; none without prices.</param>
internal sealed record JobCost(
    long Calls, long CachedCalls, long InputTokens, long OutputTokens, IReadOnlyDictionary<string, double> Money);

/// <summary>How far a stage is; a total of 0 means that it is not known yet.</summary>
internal sealed record StageState(string Name, long Done, long Total, long Skipped, double Rate, bool Finished)
{
    /// <summary>Time until it is finished at the present rate; null while that is unknown.</summary>
    [JsonIgnore]
    public TimeSpan? TimeLeft => Finished || Rate <= 0 || Total <= Done
        ? null
        : TimeSpan.FromSeconds(Math.Min((Total - Done) / Rate, TimeSpan.FromDays(3650).TotalSeconds));
}

/// <summary>Something that was left out, with the reason.</summary>
internal sealed record SkippedItem(string Item, string Reason);
