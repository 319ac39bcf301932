using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What can be wrong with a review call.</summary>
internal static class ReviewFaults
{
    public static BenchException NoStage(string jobId, string stage) =>
        BenchException.NotFound($"Job {jobId} has nothing to review under '{stage}'.", "stage");

    public static BenchException NoItem(string jobId, string stage, string key) =>
        BenchException.NotFound($"Job {jobId} has no item '{key}' to review under '{stage}'.", "key");

    public static BenchException Completed(string jobId, string stage) => new(
        ErrorKind.FailedPrecondition, $"The review of '{stage}' of job {jobId} is complete: nothing in it can be changed any more.", "stage");

    public static BenchException Pending(ReviewProgress review) => new(
        ErrorKind.FailedPrecondition,
        $"{review.Pending} of {review.Items} items of '{review.Stage}' are not decided. Decide them, or say what becomes of them.",
        "pending");

    public static BenchException Changed(ReviewItem item) => new(
        ErrorKind.Aborted,
        $"'{item.Reviewed.Key}' has changed in the meantime{(item.Reviewed.Reviewer.Length > 0 ? $" ({item.Reviewed.Reviewer}: {Word(item)})" : "")}. Look at it again.",
        "revision");

    public static BenchException NoEdit(ReviewItem item) =>
        BenchException.Invalid($"'{item.Reviewed.Key}' is a question of yes or no: accept or reject it.", "changes.decision");

    public static BenchException NothingToUndo(string key) => new(
        ErrorKind.FailedPrecondition, $"There is no decision about '{key}' that could be taken back.", "key");

    private static string Word(ReviewItem item) => item.Reviewed.Decision.ToString().ToLowerInvariant();
}
