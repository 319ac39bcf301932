using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Review;

public sealed class WaitingJobTests
{
    [Fact]
    public async Task A_job_waits_for_people_without_holding_a_slot_and_goes_on_with_what_they_decided()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "axe", "bear");

        var first = await bench.CreateWaitingAsync();
        // There is one slot: the second job would not come as far if the first one held it.
        var second = await bench.CreateWaitingAsync();
        var waiting = (await bench.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = first })).Job;
        waiting.Review.Should().Be(new ReviewProgress { Stage = ReviewBench.Stage, Items = 3, Pending = 3 });
        waiting.Stages.Should().ContainSingle().Which.Name.Should().Be("review words");

        await bench.DecideAsync(first, "ann", ReviewBench.Edit("axe", "hatchet"), ReviewBench.Reject("bear"));
        (await bench.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = first })).Job.Review.Pending.Should().Be(1);
        await bench.CompleteAsync(first);

        var done = await bench.Orchestrator.WaitAsync(first);
        done.State.Should().Be(JobState.Succeeded, done.Error);
        done.Review.Should().BeNull();
        done.Result.Collection.Should().Be("apple:Accepted:ann hatchet:Edited:ann bear:Rejected:ann");
        (await bench.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = second })).Job.State.Should().Be(JobState.WaitingForReview);
    }

    [Fact]
    public async Task A_job_that_does_not_wait_has_everything_accepted_by_nobody()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(
            data, (context, token) => context.ReviewAsync(ReviewBench.Stage, ReviewBench.Words("apple", "bear"), wait: false, token));

        var id = await bench.CreateAsync();
        var job = await bench.Orchestrator.WaitAsync(id);

        job.Result.Collection.Should().Be("apple:Accepted: bear:Accepted:");
        job.Stages.Should().BeEmpty();
        (await bench.Reviews.GetReviewProgressAsync(new GetReviewProgressRequest { JobId = id })).Stages
            .Should().Equal(new ReviewProgress { Stage = ReviewBench.Stage, Items = 2, Accepted = 2, Completed = true });
    }

    [Fact]
    public async Task Nobody_is_asked_about_nothing()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data);

        var job = await bench.Orchestrator.WaitAsync(await bench.CreateAsync());

        job.State.Should().Be(JobState.Succeeded, job.Error);
    }

    [Fact]
    public async Task Stages_are_asked_one_after_the_other_and_a_later_one_sees_what_was_decided_before()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, async (context, token) =>
        {
            var kept = (await context.ReviewAsync("first", ReviewBench.Words("apple", "bear"), wait: true, token)).Where(i => i.IsKept);
            return await context.ReviewAsync(ReviewBench.Stage, ReviewBench.Words([.. kept.Select(i => i.Text + "s")]), wait: true, token);
        });
        var id = await bench.CreateAsync();
        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("first");
        await bench.Reviews.DecideReviewItemsAsync(
            new DecideReviewItemsRequest { JobId = id, Stage = "first", Reviewer = "ann", Changes = { ReviewBench.Reject("bear") } });
        await bench.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = "first", Reviewer = "ann", Pending = PendingItems.Accept });

        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be(ReviewBench.Stage);
        (await bench.ListAsync(id)).Words.Should().Equal("apples=Pending");
        await bench.CompleteAsync(id);

        (await bench.Orchestrator.WaitAsync(id)).Result.Collection.Should().Be("apples:Accepted:ann");
        (await bench.Reviews.GetReviewProgressAsync(new GetReviewProgressRequest { JobId = id })).Stages.Select(s => s.Stage)
            .Should().Equal("first", ReviewBench.Stage);
    }

    [Fact]
    public async Task Decisions_outlive_the_process()
    {
        using var data = new TemporaryFolder();
        string id;
        await using (var first = await ReviewBench.StartAsync(data, "apple", "bear"))
        {
            id = await first.CreateWaitingAsync();
            await first.DecideAsync(id, "ann", ReviewBench.Reject("apple"));
        }

        await using var second = await ReviewBench.StartAsync(data, "apple", "bear");
        var job = (await second.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = id })).Job;
        job.State.Should().Be(JobState.WaitingForReview);
        (await second.ListAsync(id)).Words.Should().Equal("apple=Rejected", "bear=Pending");
        await second.CompleteAsync(id);

        (await second.Orchestrator.WaitAsync(id)).Result.Collection.Should().Be("apple:Rejected:ann bear:Accepted:ann");
    }

    [Fact]
    public async Task A_waiting_job_can_be_cancelled_and_resumed_with_its_decisions()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "bear");
        var id = await bench.CreateWaitingAsync();
        await bench.DecideAsync(id, "ann", ReviewBench.Reject("apple"));

        (await bench.Orchestrator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = id })).Job.State.Should().Be(JobState.Cancelled);
        await bench.Orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = id });

        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Pending.Should().Be(1);
    }

    [Fact]
    public async Task A_review_completed_while_its_job_still_stops_is_not_lost()
    {
        using var data = new TemporaryFolder();
        using var stored = new SemaphoreSlim(0);
        using var completed = new SemaphoreSlim(0);
        await using var bench = await ReviewBench.StartAsync(data, async (context, token) =>
        {
            try
            {
                return await context.ReviewAsync(ReviewBench.Stage, ReviewBench.Words("apple"), wait: true, token);
            }
            catch (ImageSearchBench.Orchestrator.Review.ReviewPendingException)
            {
                stored.Release();
                await completed.WaitAsync(token);
                throw;
            }
        });
        var id = await bench.CreateAsync();
        await stored.WaitAsync(TestContext.Current.CancellationToken);

        await bench.CompleteAsync(id);
        completed.Release();

        (await bench.Orchestrator.WaitAsync(id)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task What_is_proposed_after_a_review_is_put_up_by_itself()
    {
        using var data = new TemporaryFolder();
        var words = new[] { "apple" };
        await using var bench = await ReviewBench.StartAsync(
            data, (context, token) => context.ReviewAsync(ReviewBench.Stage, ReviewBench.Words(words), wait: true, token));
        var id = await bench.CreateWaitingAsync();
        words = ["bear", "apple"];
        await bench.CompleteAsync(id);

        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Should().Be(new ReviewProgress { Stage = "words more", Items = 1, Pending = 1 });
        await bench.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = "words more", Reviewer = "bob", Pending = PendingItems.Reject });

        (await bench.Orchestrator.WaitAsync(id)).Result.Collection.Should().Be("apple:Accepted:ann bear:Rejected:bob");
    }
}
