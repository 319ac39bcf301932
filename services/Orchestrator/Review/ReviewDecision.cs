namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What became of an item; the numbers are stored.</summary>
internal enum ReviewDecision
{
    /// <summary>Nobody has decided.</summary>
    Pending = 0,

    /// <summary>Taken as proposed.</summary>
    Accepted = 1,

    /// <summary>Taken with another text.</summary>
    Edited = 2,

    /// <summary>Left out.</summary>
    Rejected = 3,
}
