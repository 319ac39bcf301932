namespace ImageSearchBench.Orchestrator.Review;

/// <summary>Which items are wanted.</summary>
/// <param name="Decision">Those with this decision; null for any.</param>
/// <param name="Group">Those of this group; null for any.</param>
internal sealed record ReviewFilter(ReviewDecision? Decision, string? Group)
{
    public static readonly ReviewFilter All = new(Decision: null, Group: null);
}
