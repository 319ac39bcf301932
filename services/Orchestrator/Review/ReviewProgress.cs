namespace ImageSearchBench.Orchestrator.Review;

/// <summary>How far the review of a stage is.</summary>
/// <param name="Stage">The stage's name, such as <c>names</c>.</param>
/// <param name="Items">Items in all.</param>
/// <param name="Accepted">Items taken as proposed.</param>
/// <param name="Edited">Items taken with another text.</param>
/// <param name="Rejected">Items left out.</param>
/// <param name="Completed">The review is over: nothing can be decided any more, and the job goes on.</param>
internal sealed record ReviewProgress(string Stage, long Items, long Accepted, long Edited, long Rejected, bool Completed)
{
    public long Pending => Items - Decided;

    public long Decided => Accepted + Edited + Rejected;
}
