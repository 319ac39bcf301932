namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What became of a proposal, or what a person added.</summary>
/// <param name="Key">Its key; that of an added one begins with <see cref="AddedPrefix"/> and carries no meaning.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Group">Its group.</param>
/// <param name="Proposed">The text as proposed.</param>
/// <param name="Text">The decided text; as proposed where it was accepted or rejected.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Reviewer">Who decided; empty where nobody was asked.</param>
/// <param name="DecideTime">When; null where nobody was asked.</param>
internal sealed record ReviewedItem(
    string Key,
    ReviewKind Kind,
    string Group,
    string Proposed,
    string Text,
    ReviewDecision Decision,
    string Reviewer,
    DateTimeOffset? DecideTime)
{
    /// <summary>How the keys of added items begin; a proposal's key must not.</summary>
    public const string AddedPrefix = "added-";

    /// <summary>A person wants it, as proposed or with another text.</summary>
    public bool IsKept => Decision is ReviewDecision.Accepted or ReviewDecision.Edited;
}
