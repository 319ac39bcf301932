using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Review;

public sealed class ReviewServiceTests
{
    [Fact]
    public async Task Items_show_what_was_proposed_and_what_was_decided()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "axe");
        var job = await bench.CreateWaitingAsync();

        var pending = (await bench.ListAsync(job))["axe"];
        pending.Kind.Should().Be(ReviewKind.Object);
        pending.Group.Should().Be("a");
        pending.Details.Should().Contain("length", "3");
        pending.Decision.Should().Be(ReviewDecision.Pending);
        pending.DecideTime.Should().BeNull();
        pending.HasImage.Should().BeFalse();

        var edit = ReviewBench.Edit("axe", " 斧头 ");
        edit.Note = "the tool";
        var edited = (await bench.DecideAsync(job, "安", edit))["axe"];
        edited.Should().Match<ReviewItem>(i => i.Proposed == "axe" && i.Text == "斧头" && i.Decision == ReviewDecision.Edited
            && i.Reviewer == "安" && i.Note == "the tool" && i.Revision == pending.Revision + 1);
        edited.DecideTime.Should().NotBeNull();
        (await bench.ListAsync(job))["axe"].Should().Be(edited);
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_is_an_acceptance()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple");
        var job = await bench.CreateWaitingAsync();

        (await bench.DecideAsync(job, "ann", ReviewBench.Edit("apple", "apple")))["apple"].Decision.Should().Be(ReviewDecision.Accepted);
    }

    [Fact]
    public async Task Decisions_are_taken_back_one_by_one_and_all_of_it_is_kept()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple");
        var job = await bench.CreateWaitingAsync();
        await bench.DecideAsync(job, "ann", ReviewBench.Edit("apple", "pear"));
        await bench.DecideAsync(job, "bob", ReviewBench.Reject("apple"));

        (await bench.UndoAsync(job, "bob", "apple"))["apple"].Should().Match<ReviewItem>(
            i => i.Decision == ReviewDecision.Edited && i.Text == "pear" && i.Reviewer == "ann");
        (await bench.DecideAsync(job, "cy", ReviewBench.Accept("apple")))["apple"].Reviewer.Should().Be("cy");
        (await bench.UndoAsync(job, "cy", "apple"))["apple"].Text.Should().Be("pear");
        (await bench.UndoAsync(job, "cy", "apple"))["apple"].Should().Match<ReviewItem>(
            i => i.Decision == ReviewDecision.Pending && i.Text == "apple" && i.Reviewer == "" && i.DecideTime == null);

        await FailsAsync(() => bench.UndoAsync(job, "cy", "apple"), StatusCode.FailedPrecondition, "'apple'");
        var events = (await bench.Reviews.ListReviewEventsAsync(
            new ListReviewEventsRequest { JobId = job, Stage = ReviewBench.Stage, Key = "apple" })).Events;
        events.Select(e => $"{e.Reviewer} {e.Action} {e.Decision} {e.Text}").Should().Equal(
            "ann Decided Edited pear",
            "bob Decided Rejected apple",
            "bob Undone Edited pear",
            "cy Decided Accepted apple",
            "cy Undone Edited pear",
            "cy Undone Pending apple");
        events.Select(e => e.Revision).Should().BeInAscendingOrder();
        events.Should().OnlyContain(e => e.Time != null);
        (await bench.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = job })).Job.Review.Pending.Should().Be(1);
    }

    [Fact]
    public async Task Who_comes_second_is_told_that_the_item_has_changed()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "bear");
        var job = await bench.CreateWaitingAsync();
        var seen = (await bench.ListAsync(job))["apple"].Revision;
        await bench.DecideAsync(job, "ann", ReviewBench.Reject("apple", seen));

        await FailsAsync(
            () => bench.DecideAsync(job, "bob", ReviewBench.Accept("bear"), ReviewBench.Accept("apple", seen)), StatusCode.Aborted, "ann: rejected");

        // All or nothing: the other decision of the same call is not there either.
        (await bench.ListAsync(job)).Words.Should().Equal("apple=Rejected", "bear=Pending");

        // The one who was first repeats the call, because the reply was lost: nothing is wrong, and nothing changes.
        (await bench.DecideAsync(job, "ann", ReviewBench.Reject("apple", seen)))["apple"].Revision.Should().Be(seen + 1);
        // Who agrees changes nothing either.
        (await bench.DecideAsync(job, "bob", ReviewBench.Reject("apple")))["apple"].Reviewer.Should().Be("ann");
        // Who does not say what they saw decides.
        (await bench.DecideAsync(job, "bob", ReviewBench.Accept("apple")))["apple"].Reviewer.Should().Be("bob");
    }

    [Fact]
    public async Task Many_reviewers_at_once_lose_nothing()
    {
        using var data = new TemporaryFolder();
        var words = Enumerable.Range(0, 40).Select(i => $"w{i:00}").ToArray();
        await using var bench = await ReviewBench.StartAsync(data, words);
        var job = await bench.CreateWaitingAsync();

        var winners = await Task.WhenAll(Enumerable.Range(0, 8).Select(async reviewer =>
        {
            var won = 0;
            foreach (var word in words)
            {
                try
                {
                    await bench.DecideAsync(job, $"r{reviewer}", ReviewBench.Edit(word, $"{word} by {reviewer}", revision: 1));
                    won++;
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Aborted)
                {
                    // Somebody else was faster.
                }
            }

            return won;
        }));

        winners.Sum().Should().Be(words.Length);
        var progress = (await bench.Orchestrator.Jobs.GetJobAsync(new GetJobRequest { JobId = job })).Job.Review;
        progress.Should().Be(new ReviewProgress { Stage = ReviewBench.Stage, Items = 40, Edited = 40 });
        (await bench.ListAsync(job)).Items.Should().OnlyContain(i => i.Revision == 2 && i.Text.EndsWith(i.Reviewer.Substring(1), StringComparison.Ordinal));
    }

    [Fact]
    public async Task People_add_items_which_stand_behind_their_group()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "axe", "bear");
        var job = await bench.CreateWaitingAsync();

        var added = (await bench.Reviews.AddReviewItemsAsync(new AddReviewItemsRequest
        {
            JobId = job,
            Stage = ReviewBench.Stage,
            Reviewer = "ann",
            Additions =
            {
                new ReviewAddition { Kind = ReviewKind.Object, Group = "z", Text = "zebra" },
                new ReviewAddition { Kind = ReviewKind.Object, Group = "a", Text = "ant" },
                new ReviewAddition { Kind = ReviewKind.Object, Group = "a", Text = "anvil" },
                new ReviewAddition { Kind = ReviewKind.Object, Group = "z", Text = "zoo" },
            },
        })).Items;

        (await bench.ListAsync(job)).Items.Select(i => i.Text).Should().Equal("apple", "axe", "ant", "anvil", "bear", "zebra", "zoo");
        added[0].Should().Match<ReviewItem>(i => i.Decision == ReviewDecision.Accepted && i.Reviewer == "ann");
        await FailsAsync(() => bench.UndoAsync(job, "ann", added[0].Key), StatusCode.FailedPrecondition, added[0].Key);
        await bench.DecideAsync(job, "bob", ReviewBench.Reject(added[0].Key));
        (await bench.UndoAsync(job, "bob", added[0].Key))[added[0].Key].Decision.Should().Be(ReviewDecision.Accepted);
        await bench.CompleteAsync(job, PendingItems.Reject);

        (await bench.Orchestrator.WaitAsync(job)).Result.Collection.Should().Be(
            "apple:Rejected:ann axe:Rejected:ann ant:Accepted:ann anvil:Accepted:ann bear:Rejected:ann zebra:Accepted:ann zoo:Accepted:ann");
    }

    [Fact]
    public async Task A_review_is_completed_once_and_then_stays_as_it_is()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple", "bear");
        var job = await bench.CreateWaitingAsync();
        await FailsAsync(() => bench.CompleteAsync(job, PendingItems.Unspecified), StatusCode.FailedPrecondition, "2 of 2");
        await bench.DecideAsync(job, "ann", ReviewBench.Accept("apple"));

        var done = await bench.CompleteAsync(job, PendingItems.Reject);

        done.Should().Be(new ReviewProgress { Stage = ReviewBench.Stage, Items = 2, Accepted = 1, Rejected = 1, Completed = true });
        (await bench.CompleteAsync(job)).Should().Be(done);
        await FailsAsync(() => bench.DecideAsync(job, "ann", ReviewBench.Accept("bear")), StatusCode.FailedPrecondition, "complete");
        await FailsAsync(() => bench.UndoAsync(job, "ann", "apple"), StatusCode.FailedPrecondition, "complete");
        (await bench.ListAsync(job)).Words.Should().Equal("apple=Accepted", "bear=Rejected");
        (await bench.Orchestrator.WaitAsync(job)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task Pictures_are_read_through_the_service()
    {
        using var data = new TemporaryFolder();
        var picture = TinyCoco.Bitmap(40);
        File.WriteAllBytes(data["picture.bmp"], picture);
        await using var bench = await ReviewBench.StartAsync(data, (context, token) => context.ReviewAsync(
            ReviewBench.Stage,
            [.. ReviewBench.Words("apple", "bear").Select(w => w.Key == "apple" ? w with { Image = data["picture.bmp"] } : w)],
            wait: true,
            token));
        var job = await bench.CreateWaitingAsync();

        (await bench.ListAsync(job))["apple"].HasImage.Should().BeTrue();
        (await ReadAsync("apple")).Should().Equal(picture);
        await FailsAsync(() => ReadAsync("bear"), StatusCode.NotFound, "'bear' has no picture");
        File.Delete(data["picture.bmp"]);
        await FailsAsync(() => ReadAsync("apple"), StatusCode.NotFound, "any more");

        async Task<byte[]> ReadAsync(string key)
        {
            using var call = bench.Reviews.ReadReviewImage(new ReadReviewImageRequest { JobId = job, Stage = ReviewBench.Stage, Key = key });
            var bytes = new List<byte>();
            await foreach (var piece in call.ResponseStream.ReadAllAsync())
                bytes.AddRange(piece.Data);
            return [.. bytes];
        }
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple");
        var job = await bench.CreateWaitingAsync();

        await FailsAsync(() => bench.DecideAsync(job, "ann", ReviewBench.Accept("apple"), ReviewBench.Accept("pear")), StatusCode.NotFound, "'pear'");
        await FailsAsync(() => bench.UndoAsync(job, "ann", "pear"), StatusCode.NotFound, "'pear'");
        await FailsAsync(() => bench.DecideAsync("nope", "ann", ReviewBench.Accept("apple")), StatusCode.NotFound, "nope");
        await FailsAsync(() => bench.ListAsync("nope"), StatusCode.NotFound, "nope");
        await FailsAsync(() => bench.CompleteAsync("nope"), StatusCode.NotFound, "nope");
        await FailsAsync(
            () => bench.Reviews.GetReviewProgressAsync(new GetReviewProgressRequest { JobId = "nope" }).ResponseAsync, StatusCode.NotFound, "nope");
        (await bench.ListAsync(job)).Words.Should().Equal("apple=Pending");
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        using var data = new TemporaryFolder();
        await using var bench = await ReviewBench.StartAsync(data, "apple");
        var job = await bench.CreateWaitingAsync();

        await FailsAsync(() => bench.DecideAsync(job, "ann"), StatusCode.InvalidArgument, "changes");
        await FailsAsync(() => bench.DecideAsync(job, " ", ReviewBench.Accept("apple")), StatusCode.InvalidArgument, "reviewer");
        await FailsAsync(() => bench.DecideAsync(job, "ann", ReviewBench.Edit("apple", " ")), StatusCode.InvalidArgument, "text");
        await FailsAsync(() => bench.DecideAsync(job, "ann", ReviewBench.Edit("apple", "two\nlines")), StatusCode.InvalidArgument, "one line");
        await FailsAsync(() => bench.DecideAsync(job, "ann", new ReviewChange { Key = "apple" }), StatusCode.InvalidArgument, "decision");
        await FailsAsync(
            () => bench.DecideAsync(job, "ann", ReviewBench.Accept("apple"), ReviewBench.Reject("apple")), StatusCode.InvalidArgument, "twice");
        var name = new AddReviewItemsRequest
        {
            JobId = job,
            Stage = ReviewBench.Stage,
            Reviewer = "ann",
            Additions = { new ReviewAddition { Kind = ReviewKind.Name, Text = "pear" } },
        };
        await FailsAsync(() => bench.Reviews.AddReviewItemsAsync(name).ResponseAsync, StatusCode.InvalidArgument, "Name");
    }

    private static async Task FailsAsync<T>(Func<Task<T>> call, StatusCode status, string says)
    {
        var fault = (await call.Should().ThrowAsync<RpcException>()).Which;
        fault.StatusCode.Should().Be(status, fault.Status.Detail);
        fault.Status.Detail.Should().Contain(says);
    }
}
