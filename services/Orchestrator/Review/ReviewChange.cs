namespace ImageSearchBench.Orchestrator.Review;

/// <summary>A decision that a person takes.</summary>
/// <param name="Key">The item.</param>
/// <param name="Decision">Accepted, edited or rejected.</param>
/// <param name="Text">The new text where it is edited; empty otherwise.</param>
/// <param name="Note">What the reviewer notes, or empty.</param>
/// <param name="Revision">The item's revision as the reviewer saw it; 0 takes it as it is.</param>
internal sealed record ReviewChange(string Key, ReviewDecision Decision, string Text, string Note, long Revision);

/// <summary>An item whose last decision a person takes back.</summary>
/// <param name="Key">The item.</param>
/// <param name="Revision">The item's revision as the reviewer saw it; 0 takes it as it is.</param>
internal sealed record ReviewUndo(string Key, long Revision);

/// <summary>Something that a person adds.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Group">The group that it joins; a new one stands at the end.</param>
/// <param name="Text">Its text.</param>
/// <param name="Note">What the reviewer notes, or empty.</param>
internal sealed record ReviewAddition(ReviewKind Kind, string Group, string Text, string Note);

/// <summary>What becomes of items that nobody has decided when a review is completed.</summary>
internal enum PendingItems
{
    /// <summary>The review is not completed while there are any.</summary>
    Refuse = 0,

    /// <summary>They are accepted.</summary>
    Accept = 1,

    /// <summary>They are rejected.</summary>
    Reject = 2,
}
