using Google.Protobuf.Collections;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Review;

/// <summary>A review over PostgreSQL: people decide at two replicas, and whichever is there goes on with the job.</summary>
public sealed class ReplicaReviewTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_waits_for_what_people_decide_at_two_replicas_and_goes_on_at_the_one_that_is_left()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using var other = await StartAsync(connection, "other");
        string id;
        RepeatedField<ReviewItem> items;
        await using (var first = await StartAsync(connection, "first"))
        {
            id = (await first.Jobs.CreateJobAsync(new CreateJobRequest { Spec = Captions() })).Job.Id;
            (await other.WaitForReviewAsync(id)).Review.Should().Be(new ReviewProgress { Stage = "captions", Items = 5, Pending = 5 });
            items = (await other.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = id, Stage = "captions" })).Items;

            await DecideAsync(first, id, "ann", ReviewBench.Reject(items[1].Key, items[1].Revision));
            await DecideAsync(other, id, "bob", ReviewBench.Edit(items[0].Key, "a photo that bob described", items[0].Revision));
            var late = () => DecideAsync(other, id, "bob", ReviewBench.Accept(items[1].Key, items[1].Revision));
            (await late.Should().ThrowAsync<RpcException>()).Which.Should().Match<RpcException>(
                e => e.StatusCode == StatusCode.Aborted && e.Status.Detail.Contains("ann"));
            await Task.WhenAll(
                DecideAsync(first, id, "ann", ReviewBench.Accept(items[2].Key), ReviewBench.Accept(items[3].Key)),
                DecideAsync(other, id, "bob", ReviewBench.Accept(items[4].Key)));
            await CompleteAsync(first, id, "captions", "ann");

            // A photo stands in for the rejected one, whichever replica took the job.
            (await first.WaitForReviewAsync(id)).Review.Should().Be(new ReviewProgress { Stage = "captions 2", Items = 1, Pending = 1 });
        }

        await CompleteAsync(other, id, "captions 2", "bob");
        var job = await other.WaitAsync(id);

        job.State.Should().Be(JobState.Succeeded, job.Error);
        var dataset = (await other.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        var queries = CaptionBench.Lines(dataset, "queries.jsonl");
        ((string)queries[0]["text"]!).Should().Be("a photo that bob described");
        queries.Select(q => (string)q["reviewer"]!).Should().Equal("bob", "ann", "ann", "bob", "bob");
        queries.Select(q => (string)q["image"]! + ".jpg").Should().NotContain(items[1].Group);
        (await other.Reviews.GetReviewProgressAsync(new GetReviewProgressRequest { JobId = id })).Stages.Should().Equal(
            new ReviewProgress { Stage = "captions", Items = 5, Accepted = 3, Edited = 1, Rejected = 1, Completed = true },
            new ReviewProgress { Stage = "captions 2", Items = 1, Accepted = 1, Completed = true });
        (await other.Reviews.ListReviewEventsAsync(new ListReviewEventsRequest { JobId = id, Stage = "captions", Key = items[1].Key })).Events
            .Should().ContainSingle().Which.Reviewer.Should().Be("ann");
    }

    private static JobSpec Captions()
    {
        var spec = CaptionBench.Spec(5);
        spec.Languages.Clear();
        spec.Languages.Add("en");
        spec.Review = true;
        return new JobSpec { BuildCaptionSet = spec };
    }

    private Task<OrchestratorUnderTest> StartAsync(string connection, string replica) => OrchestratorUnderTest.StartAsync(
        _folder["data"],
        builder => builder.AddQueryGeneration(),
        app => app.MapQueryGeneration(),
        new Dictionary<string, string?>
        {
            ["Orchestrator:Database"] = connection,
            ["QueryGeneration:DataPath"] = _folder["replies-" + replica],
            ["QueryGeneration:Models:recorded:Recording"] = CaptionBench.Record(_folder[replica + ".jsonl"]),
        });

    private static async Task DecideAsync(OrchestratorUnderTest replica, string id, string reviewer, params ReviewChange[] changes) =>
        await replica.Reviews.DecideReviewItemsAsync(
            new DecideReviewItemsRequest { JobId = id, Stage = "captions", Reviewer = reviewer, Changes = { changes } });

    private static async Task CompleteAsync(OrchestratorUnderTest replica, string id, string stage, string reviewer) =>
        await replica.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = stage, Reviewer = reviewer, Pending = PendingItems.Accept });
}
