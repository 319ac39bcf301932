using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using PendingItems = ImageSearchBench.Contracts.Orchestrator.V1.PendingItems;
using ReviewDecision = ImageSearchBench.Contracts.Orchestrator.V1.ReviewDecision;
using ReviewItem = ImageSearchBench.Contracts.Orchestrator.V1.ReviewItem;
using ReviewKind = ImageSearchBench.Orchestrator.Review.ReviewKind;

namespace ImageSearchBench.Orchestrator.Tests.Review;

public sealed class ReviewPagesTests
{
    // With ISB_REVIEW_ITEMS=1000000 the size that the pages are made for.
    private static readonly int Items =
        int.Parse(Environment.GetEnvironmentVariable("ISB_REVIEW_ITEMS") ?? "12000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_stage_of_many_items_is_read_page_by_page_while_it_is_decided()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple");
        var job = await bench.CreateWaitingAsync();
        var proposals = Enumerable.Range(0, Items)
            .Select(i => new ReviewProposal($"k{i}", ReviewKind.Query, $"text {i}") { Group = $"g{i / 1000}" })
            .ToArray();
        await bench.Orchestrator.Services.GetRequiredService<ReviewStore>().ProposeAsync(job, "many", proposals, wait: true, CancellationToken.None);

        var all = await ReadAsync(new ListReviewItemsRequest());
        all.Select(i => i.Key).Should().Equal(proposals.Select(p => p.Key));
        (await ReadAsync(new ListReviewItemsRequest { Group = "g3" })).Select(i => i.Key).Should().Equal(proposals[3000..4000].Select(p => p.Key));

        // Pages of what is pending, deciding each: nothing comes twice, nothing is passed over.
        var seen = new List<string>();
        var token = "";
        for (var page = 0; page < 5; page++)
        {
            var reply = await bench.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest
            {
                JobId = job,
                Stage = "many",
                Decision = ReviewDecision.Pending,
                PageSize = 1000,
                PageToken = token,
            });
            seen.AddRange(reply.Items.Select(i => i.Key));
            token = reply.NextPageToken;
            await bench.Reviews.DecideReviewItemsAsync(new DecideReviewItemsRequest
            {
                JobId = job,
                Stage = "many",
                Reviewer = "ann",
                Changes = { reply.Items.Select(i => ReviewBench.Reject(i.Key)) },
            });
        }

        seen.Should().Equal(proposals[..5000].Select(p => p.Key));
        (await ReadAsync(new ListReviewItemsRequest { Decision = ReviewDecision.Rejected })).Should().HaveCount(5000);
        var done = await bench.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = job, Stage = "many", Reviewer = "ann", Pending = PendingItems.Accept });
        (done.Progress.Accepted, done.Progress.Rejected, done.Progress.Pending).Should().Be((Items - 5000, 5000, 0));

        async Task<List<ReviewItem>> ReadAsync(ListReviewItemsRequest request)
        {
            (request.JobId, request.Stage, request.PageSize) = (job, "many", 1000);
            var items = new List<ReviewItem>();
            do
            {
                var page = await bench.Reviews.ListReviewItemsAsync(request);
                items.AddRange(page.Items);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return items;
        }
    }
}
