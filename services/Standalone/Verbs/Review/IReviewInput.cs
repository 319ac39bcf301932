namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Where answers come from: a keyboard, or lines.</summary>
internal interface IReviewInput
{
    /// <summary>The answer to an item, and for an edit the new text (null where the person thought better of it).</summary>
    /// <param name="text">The item's text as it is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<(ReviewAnswer Answer, string? Text)> ReadAsync(string text, CancellationToken cancellationToken);

    /// <summary>Asks whether the review, with nothing left to decide, is to be completed.</summary>
    Task<bool> ConfirmCompletionAsync(CancellationToken cancellationToken);
}
