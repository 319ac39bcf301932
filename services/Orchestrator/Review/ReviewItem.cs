namespace ImageSearchBench.Orchestrator.Review;

/// <summary>An item as reviewers see it.</summary>
/// <param name="Reviewed">What it is, and what became of it.</param>
/// <param name="Place">Where it stands among the items of its stage.</param>
/// <param name="Image">Absolute path of a picture on the server's disk, or empty.</param>
/// <param name="Details">What helps to decide.</param>
/// <param name="Note">What the reviewer noted.</param>
/// <param name="Revision">Grows with each change, from 1: tells whether an item is still as it was seen.</param>
internal sealed record ReviewItem(
    ReviewedItem Reviewed,
    ReviewPlace Place,
    string Image,
    IReadOnlyDictionary<string, string> Details,
    string Note,
    long Revision);

/// <summary>
/// Where an item stands: proposals in their order, and behind the last one of a group what people added to it.
/// </summary>
/// <param name="Position">Number of the proposal, from 0.</param>
/// <param name="Added">0 for a proposal; added ones count from 1.</param>
internal readonly record struct ReviewPlace(long Position, long Added)
{
    /// <summary>Before all items.</summary>
    public static readonly ReviewPlace Start = new(-1, 0);
}
