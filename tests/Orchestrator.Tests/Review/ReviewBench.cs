using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using JobResult = ImageSearchBench.Orchestrator.Jobs.JobResult;
using JobSpec = ImageSearchBench.Contracts.Orchestrator.V1.JobSpec;
using ReviewedItem = ImageSearchBench.Orchestrator.Review.ReviewedItem;
using ReviewProposal = ImageSearchBench.Orchestrator.Review.ReviewProposal;

namespace ImageSearchBench.Orchestrator.Tests.Review;

/// <summary>The Orchestrator with jobs that do nothing but ask people.</summary>
internal sealed class ReviewBench(OrchestratorUnderTest orchestrator) : IAsyncDisposable
{
    public const string Stage = "words";

    public OrchestratorUnderTest Orchestrator => orchestrator;

    public ReviewService.ReviewServiceClient Reviews => orchestrator.Reviews;

    /// <summary>Starts it.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="run">What a job does; what it returns is the job's result.</param>
    /// <param name="slots">Jobs that run at once.</param>
    public static async Task<ReviewBench> StartAsync(
        TemporaryFolder data, Func<JobContext, CancellationToken, Task<IReadOnlyList<ReviewedItem>>> run, int slots = 1) =>
        new(await OrchestratorUnderTest.StartAsync(
            data.Path,
            builder => builder.Services.Replace(
                ServiceDescriptor.Singleton<IJobHandler<EncodeDatasetSpec>>(new AskingHandler(run))),
            _ => { },
            new Dictionary<string, string?> { ["Orchestrator:MaxRunningJobs"] = slots.ToString(CultureInfo.InvariantCulture) }));

    /// <summary>Jobs ask about these words.</summary>
    public static Task<ReviewBench> StartAsync(TemporaryFolder data, params string[] words) =>
        StartAsync(data, (context, token) => context.ReviewAsync(Stage, Words(words), wait: true, token));

    public static IReadOnlyList<ReviewProposal> Words(params string[] words) =>
        words.Select(w => new ReviewProposal(w, ImageSearchBench.Orchestrator.Review.ReviewKind.Object, w)
        {
            Group = w[..1],
            Details = new Dictionary<string, string> { ["length"] = w.Length.ToString(CultureInfo.InvariantCulture) },
        }).ToArray();

    public async Task<string> CreateAsync() =>
        (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest
        {
            Spec = new JobSpec { EncodeDataset = new EncodeDataset { Dataset = "d", Model = "m" } },
        })).Job.Id;

    /// <summary>Creates a job and waits until it waits for people.</summary>
    public async Task<string> CreateWaitingAsync()
    {
        var id = await CreateAsync();
        (await orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be(Stage);
        return id;
    }

    public async Task<ReviewItemList> ListAsync(string job) =>
        new((await Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = job, Stage = Stage })).Items);

    public async Task<ReviewItemList> DecideAsync(string job, string reviewer, params ReviewChange[] changes) =>
        new((await Reviews.DecideReviewItemsAsync(
            new DecideReviewItemsRequest { JobId = job, Stage = Stage, Reviewer = reviewer, Changes = { changes } })).Items);

    public async Task<ReviewItemList> UndoAsync(string job, string reviewer, params string[] keys) =>
        new((await Reviews.UndoReviewItemsAsync(new UndoReviewItemsRequest
        {
            JobId = job,
            Stage = Stage,
            Reviewer = reviewer,
            Undos = { keys.Select(k => new ReviewUndo { Key = k }) },
        })).Items);

    public async Task<ReviewProgress> CompleteAsync(string job, PendingItems pending = PendingItems.Accept) =>
        (await Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = job, Stage = Stage, Reviewer = "ann", Pending = pending })).Progress;

    public ValueTask DisposeAsync() => orchestrator.DisposeAsync();

    public static ReviewChange Accept(string key, long revision = 0) =>
        new() { Key = key, Decision = ReviewDecision.Accepted, Revision = revision };

    public static ReviewChange Reject(string key, long revision = 0) =>
        new() { Key = key, Decision = ReviewDecision.Rejected, Revision = revision };

    public static ReviewChange Edit(string key, string text, long revision = 0) =>
        new() { Key = key, Decision = ReviewDecision.Edited, Text = text, Revision = revision };

    private sealed class AskingHandler(Func<JobContext, CancellationToken, Task<IReadOnlyList<ReviewedItem>>> run) : IJobHandler<EncodeDatasetSpec>
    {
        public Task CheckAsync(EncodeDatasetSpec spec, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<JobResult> RunAsync(EncodeDatasetSpec spec, JobContext context, CancellationToken cancellationToken) =>
            new(JobResultKind.Collection, string.Join(' ', (await run(context, cancellationToken)).Select(Describe)));

        private static string Describe(ReviewedItem item) => $"{item.Text}:{item.Decision}:{item.Reviewer}";
    }
}

/// <summary>Items of a reply.</summary>
internal sealed record ReviewItemList(IReadOnlyList<ReviewItem> Items)
{
    public ReviewItem this[string key] => Items.Single(i => i.Key == key);

    /// <summary>Texts with decisions, such as <c>apple=Accepted</c>.</summary>
    public IEnumerable<string> Words => Items.Select(i => $"{i.Text}={i.Decision}");
}
