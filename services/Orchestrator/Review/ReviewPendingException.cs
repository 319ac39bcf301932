namespace ImageSearchBench.Orchestrator.Review;

/// <summary>
/// A job cannot go on before people have looked at a stage: its run ends here, and it runs again from its beginning once they have.
/// </summary>
internal sealed class ReviewPendingException(ReviewProgress review)
    : Exception($"The job waits for the review of '{review.Stage}': {review.Pending} of {review.Items} items are not decided.")
{
    public ReviewProgress Review => review;
}
