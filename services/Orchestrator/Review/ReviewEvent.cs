namespace ImageSearchBench.Orchestrator.Review;

/// <summary>A change of an item.</summary>
/// <param name="Key">The item.</param>
/// <param name="Revision">The item's revision since then.</param>
/// <param name="Action">What was done.</param>
/// <param name="Decision">The decision since then.</param>
/// <param name="Text">The text since then.</param>
/// <param name="Reviewer">Who did it.</param>
/// <param name="Note">What they noted.</param>
/// <param name="Time">When.</param>
internal sealed record ReviewEvent(
    string Key,
    long Revision,
    ReviewAction Action,
    ReviewDecision Decision,
    string Text,
    string Reviewer,
    string Note,
    DateTimeOffset Time);

/// <summary>What was done to an item; the numbers are stored.</summary>
internal enum ReviewAction
{
    /// <summary>It was decided.</summary>
    Decided = 1,

    /// <summary>Its last decision was taken back.</summary>
    Undone = 2,

    /// <summary>A person added it.</summary>
    Added = 3,

    /// <summary>It was decided with all others that were left when the review was completed.</summary>
    Completed = 4,
}
