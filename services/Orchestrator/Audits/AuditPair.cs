using System.Text.Json.Serialization;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>A result of a run that was drawn to be judged.</summary>
/// <param name="Place">Where it stands among all results of the run, from 0.</param>
/// <param name="QueryId">The query.</param>
/// <param name="Text">Its text.</param>
/// <param name="Language">Its language.</param>
/// <param name="ImageId">The image.</param>
/// <param name="Rank">Its rank, from 1.</param>
/// <param name="Known">The dataset's grade; null where it says nothing.</param>
internal sealed record AuditPair(long Place, string QueryId, string Text, string Language, string ImageId, int Rank, int? Known)
{
    public string Key => $"{QueryId} {ImageId}";

    public bool IsKnownRelevant => Known > 0;
}

/// <summary>What the judge said of a result.</summary>
/// <param name="Key">The result (<see cref="AuditPair.Key"/>).</param>
/// <param name="Evidence">What the picture shows of each element of the query.</param>
/// <param name="Judge">The model's own id and the prompt.</param>
internal sealed record PairJudgement(string Key, string Evidence, string Judge)
{
    /// <summary>From this grade on all that matters of the query is visible.</summary>
    public const int Relevant = 2;

    /// <summary>0 to 3; null where it is undecided or failed.</summary>
    public int? Grade { get; init; }

    /// <summary>Why there is no answer at all; null where there is one.</summary>
    public string? Fault { get; init; }

    [JsonIgnore]
    public bool IsRelevant => Grade >= Relevant;
}
