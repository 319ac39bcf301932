using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Connections;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>The items of one stage of a job, as one reviewer sees and decides them.</summary>
internal sealed class ReviewStage
{
    private readonly ReviewService.ReviewServiceClient _reviews;
    private readonly string _reviewer;

    private ReviewStage(ReviewService.ReviewServiceClient reviews, string job, string reviewer, ReviewProgress progress)
    {
        _reviews = reviews;
        _reviewer = reviewer;
        Job = job;
        Progress = progress;
    }

    public string Job { get; }

    public string Name => Progress.Stage;

    /// <summary>How far it was when it was opened.</summary>
    public ReviewProgress Progress { get; }

    /// <summary>Opens a stage.</summary>
    /// <param name="reviews">The service.</param>
    /// <param name="job">The job.</param>
    /// <param name="name">The stage; null for the one that the job waits for, or the last one it asked for.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="BenchException">The job has no such stage.</exception>
    public static async Task<ReviewStage> OpenAsync(
        ReviewService.ReviewServiceClient reviews, string job, string? name, string reviewer, CancellationToken cancellationToken)
    {
        var stages = await ReadStagesAsync(reviews, job, cancellationToken);
        if (stages.Count == 0)
            throw new BenchException(ErrorKind.FailedPrecondition, $"Job {job} has not asked people for anything.");
        var found = name is null
            ? stages.FirstOrDefault(s => !s.Completed) ?? stages[^1]
            : stages.FirstOrDefault(s => s.Stage == name)
            ?? throw BenchException.NotFound($"Job {job} has nothing to review under '{name}': it has asked for {string.Join(", ", stages.Select(s => s.Stage))}.");
        return new ReviewStage(reviews, job, reviewer, found);
    }

    /// <summary>Items in their order; unspecified means all.</summary>
    public IAsyncEnumerable<ReviewItem> ReadAsync(ReviewDecision decision, CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await _reviews.ListReviewItemsAsync(
                new ListReviewItemsRequest { JobId = Job, Stage = Name, Decision = decision, PageSize = Pages.Size, PageToken = token },
                cancellationToken: cancellationToken);
            return ((IEnumerable<ReviewItem>)page.Items, page.NextPageToken);
        });

    public async Task<ReviewProgress> ReadProgressAsync(CancellationToken cancellationToken) =>
        (await ReadStagesAsync(_reviews, Job, cancellationToken)).First(s => s.Stage == Name);

    /// <summary>Decides items, all or none.</summary>
    public async Task<IReadOnlyList<ReviewItem>> DecideAsync(IEnumerable<ReviewChange> changes, CancellationToken cancellationToken) =>
        (await _reviews.DecideReviewItemsAsync(
            new DecideReviewItemsRequest { JobId = Job, Stage = Name, Reviewer = _reviewer, Changes = { changes } },
            cancellationToken: cancellationToken)).Items;

    /// <summary>Takes the last decision about an item back.</summary>
    public async Task<ReviewItem> UndoAsync(string key, CancellationToken cancellationToken) =>
        (await _reviews.UndoReviewItemsAsync(
            new UndoReviewItemsRequest { JobId = Job, Stage = Name, Reviewer = _reviewer, Undos = { new ReviewUndo { Key = key } } },
            cancellationToken: cancellationToken)).Items[0];

    /// <summary>Ends the review, so that the job goes on.</summary>
    public async Task<ReviewProgress> CompleteAsync(PendingItems pending, CancellationToken cancellationToken) =>
        (await _reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = Job, Stage = Name, Reviewer = _reviewer, Pending = pending },
            cancellationToken: cancellationToken)).Progress;

    private static async Task<IReadOnlyList<ReviewProgress>> ReadStagesAsync(
        ReviewService.ReviewServiceClient reviews, string job, CancellationToken cancellationToken) =>
        (await reviews.GetReviewProgressAsync(new GetReviewProgressRequest { JobId = job }, cancellationToken: cancellationToken)).Stages;
}
