using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Review;

/// <summary>Caption sets whose captions people look at, beside the photos.</summary>
public sealed class CaptionReviewTests
{
    [Fact]
    public async Task Edited_captions_are_used_and_rejected_ones_are_not()
    {
        using var folder = new TemporaryFolder();
        await using var orchestrator = await CaptionBench.StartAsync(folder);
        var spec = CaptionBench.Spec(photos: 5);
        spec.Review = true;
        var id = (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildCaptionSet = spec } })).Job.Id;
        (await orchestrator.WaitForReviewAsync(id)).Review.Should().Be(new ReviewProgress { Stage = "captions", Items = 10, Pending = 10 });

        var items = (await orchestrator.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = id, Stage = "captions" })).Items;
        items.Should().OnlyContain(i => i.HasImage && i.Kind == ReviewKind.Caption && i.Details["written by"].Length > 0);
        items.Select(i => i.Details["language"]).Should().Equal(Enumerable.Repeat(new[] { "zh", "en" }, 5).SelectMany(l => l));
        using (var picture = orchestrator.Reviews.ReadReviewImage(new ReadReviewImageRequest { JobId = id, Stage = "captions", Key = items[0].Key }))
            (await picture.ResponseStream.ReadAllAsync().SelectMany(p => p.Data.ToAsyncEnumerable()).Take(2).ToArrayAsync()).Should().Equal(0xFF, 0xD8);

        await orchestrator.Reviews.DecideReviewItemsAsync(new DecideReviewItemsRequest
        {
            JobId = id,
            Stage = "captions",
            Reviewer = "ann",
            Changes =
            {
                ReviewBench.Edit(items[0].Key, "一张改过的图"),
                ReviewBench.Reject(items[3].Key),
                ReviewBench.Reject(items[4].Key),
                ReviewBench.Reject(items[5].Key),
            },
        });
        await orchestrator.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = "captions", Reviewer = "bob", Pending = PendingItems.Accept });

        // The photo without a caption gives its place to the next one, whose captions are asked about as well.
        (await orchestrator.WaitForReviewAsync(id)).Review.Should().Be(new ReviewProgress { Stage = "captions 2", Items = 2, Pending = 2 });
        await orchestrator.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = "captions 2", Reviewer = "bob", Pending = PendingItems.Accept });
        var job = await orchestrator.WaitAsync(id);

        job.State.Should().Be(JobState.Succeeded, job.Error);
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        (dataset.Images, dataset.Queries, dataset.SkippedImages).Should().Be((5, 9, 1));
        var queries = CaptionBench.Lines(dataset, "queries.jsonl");
        var edited = queries.Single(q => (string)q["text"]! == "一张改过的图");
        ((string)edited["provenance"]!).Should().EndWith(", edited by ann");
        ((string)edited["reviewer"]!).Should().Be("ann");
        queries.Where(q => q != edited).Should().OnlyContain(q => (string)q["reviewer"]! == "bob" && !((string)q["provenance"]!).Contains("edited"));
        var texts = queries.Select(q => (string)q["text"]!).ToArray();
        texts.Should().NotContain([items[0].Text, items[3].Text, items[4].Text, items[5].Text]);
        var card = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!;
        ((string)card["skipped"]!["items"]![0]!["reason"]!).Should().Be("no caption of it was accepted (ann).");
        card["provenance"]!["review"]!["captions"]!.ToJsonString().Should().Be("""{"accepted":8,"edited":1,"rejected":3,"reviewers":["ann","bob"]}""");

        // Without review it is the set that it always was, with another hash.
        spec.Review = false;
        var (_, plain) = await CaptionBench.BuildAsync(orchestrator, spec);
        plain.Hash.Should().NotBe(dataset.Hash);
        CaptionBench.Lines(plain, "queries.jsonl").Should().OnlyContain(q => q["reviewer"] == null);
    }
}
