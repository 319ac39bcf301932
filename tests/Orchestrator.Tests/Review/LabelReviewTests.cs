using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Review;

/// <summary>Label sets whose names and relations people look at. Of 12 images all show a dog, 6 a cat, 4 a tiny bird.</summary>
public sealed class LabelReviewTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private readonly TinyCoco _input = TinyCoco.Write();
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_input["taxonomy.json"], """
            { "version": 1, "labels": [
              { "name": "animal", "zh": "动物", "en": "animal" },
              { "name": "dog", "zh": "狗", "en": "dog", "parents": ["animal"] },
              { "name": "cat", "zh": "猫", "en": "cat", "parents": ["animal"], "equivalents": ["bird"] },
              { "name": "bird", "zh": "鸟", "en": "bird" } ] }
            """);
        _orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _input.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task What_people_decide_is_what_the_queries_ask()
    {
        var id = await CreateAsync();
        (await _orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("compatibility");
        var relations = await ItemsAsync(id, "compatibility");
        relations.Select(r => r.Key).Should().Equal("animal > dog", "animal > cat", "bird = cat");
        relations[0].Details["means"].Should().Be("A search for 'animal' finds 'dog' too, not the reverse.");
        await CompleteAsync(id, "compatibility", ReviewBench.Reject("bird = cat"));

        (await _orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("names");
        var names = await ItemsAsync(id, "names");
        names.Select(n => $"{n.Key} {n.Text}").Should().Equal(
            "animal.zh 动物", "dog.zh 狗", "cat.zh 猫", "animal.en animal", "dog.en dog", "cat.en cat");
        names[1].Details.Should().BeEquivalentTo(new Dictionary<string, string> { ["label"] = "dog", ["en"] = "dog", ["images"] = "12" });
        await CompleteAsync(id, "names", ReviewBench.Edit("dog.zh", "小狗"), ReviewBench.Reject("animal.en"));

        var (dataset, queries) = await DatasetAsync(id);
        // Birds are no cats any more: 6 images rather than the 8 with one or the other.
        queries.Where(q => (string)q["id"]! == "cat.word.zh").Should().ContainSingle();
        (await RelevantAsync(dataset)).Should().Contain("cat.word.zh", 6);
        queries.Select(q => (string)q["text"]!).Should().Contain("小狗").And.NotContain("狗").And.NotContain("animal");
        queries.SelectMany(q => q["labels"]!.AsArray()).Select(l => (string)l!).Distinct().Should().BeEquivalentTo("dog", "cat");
        queries.Should().OnlyContain(q => (string)q["reviewer"]! == "ann" && (string)q["provenance"]! == "template");
        var card = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!;
        card["provenance"]!["review"]!.ToJsonString().Should().Be(
            """{"compatibility":{"accepted":2,"edited":0,"rejected":1,"reviewers":["ann"]},"names":{"accepted":4,"edited":1,"rejected":1,"reviewers":["ann"]}}""");

        // The same input without review is another dataset, and as it always was: nobody is named in it.
        var (plain, unreviewed) = await DatasetAsync(await CreateAsync(review: false));
        plain.Hash.Should().NotBe(dataset.Hash);
        unreviewed.Should().OnlyContain(q => q["reviewer"] == null);
        (await RelevantAsync(plain)).Should().Contain("cat.word.zh", 8);
    }

    [Fact]
    public async Task Accepting_everything_asks_the_same_as_no_review()
    {
        var id = await CreateAsync();
        await _orchestrator.WaitForReviewAsync(id);
        await CompleteAsync(id, "compatibility");
        await _orchestrator.WaitForReviewAsync(id);
        await CompleteAsync(id, "names");

        var (reviewed, queries) = await DatasetAsync(id);
        var (plain, unreviewed) = await DatasetAsync(await CreateAsync(review: false));

        queries.Select(q => (string)q["text"]!).Should().Equal(unreviewed.Select(q => (string)q["text"]!));
        File.ReadAllText(Path.Combine(reviewed.Directory, "qrels.tsv")).Should().Be(File.ReadAllText(Path.Combine(plain.Directory, "qrels.tsv")));
    }

    [Fact]
    public async Task Names_that_became_the_same_are_put_up_again()
    {
        var id = await CreateAsync();
        await _orchestrator.WaitForReviewAsync(id);
        await CompleteAsync(id, "compatibility", ReviewBench.Reject("bird = cat"));
        await _orchestrator.WaitForReviewAsync(id);
        await CompleteAsync(id, "names", ReviewBench.Edit("cat.zh", "狗"));

        (await _orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("names 2");
        var again = await ItemsAsync(id, "names 2");
        again.Select(i => $"{i.Key} {i.Text}, same as {i.Details["same as"]}").Should().Equal("dog.zh 狗, same as cat", "cat.zh 狗, same as dog");
        await CompleteAsync(id, "names 2", ReviewBench.Edit("cat.zh", "猫咪"));

        var (_, queries) = await DatasetAsync(id);
        queries.Select(q => (string)q["text"]!).Should().Contain("狗").And.Contain("猫咪");
    }

    [Fact]
    public async Task A_relation_cannot_be_edited()
    {
        var id = await CreateAsync();
        await _orchestrator.WaitForReviewAsync(id);

        var edit = () => CompleteAsync(id, "compatibility", ReviewBench.Edit("bird = cat", "maybe"));

        (await edit.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("yes or no");
    }

    [Fact]
    public async Task Rejecting_every_name_leaves_nothing_to_ask_for()
    {
        var id = await CreateAsync();
        await _orchestrator.WaitForReviewAsync(id);
        await CompleteAsync(id, "compatibility");
        await _orchestrator.WaitForReviewAsync(id);
        await _orchestrator.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = "names", Reviewer = "ann", Pending = PendingItems.Reject });

        var job = await _orchestrator.WaitAsync(id);

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("nothing is left to ask for");
    }

    private async Task<string> CreateAsync(bool review = true)
    {
        var spec = _input.Spec();
        spec.BuildLabelSet.Taxonomy = _input["taxonomy.json"];
        spec.BuildLabelSet.Review = review;
        return (await _orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = spec })).Job.Id;
    }

    private async Task<IReadOnlyList<ReviewItem>> ItemsAsync(string job, string stage) =>
        (await _orchestrator.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = job, Stage = stage })).Items;

    private async Task CompleteAsync(string job, string stage, params ReviewChange[] changes)
    {
        if (changes.Length > 0)
        {
            await _orchestrator.Reviews.DecideReviewItemsAsync(
                new DecideReviewItemsRequest { JobId = job, Stage = stage, Reviewer = "ann", Changes = { changes } });
        }

        await _orchestrator.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = job, Stage = stage, Reviewer = "ann", Pending = PendingItems.Accept });
    }

    private async Task<(Dataset Dataset, List<JsonNode> Queries)> DatasetAsync(string id)
    {
        var job = await _orchestrator.WaitAsync(id);
        job.State.Should().Be(JobState.Succeeded, job.Error);
        var dataset = (await _orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        return (dataset, File.ReadLines(Path.Combine(dataset.Directory, "queries.jsonl")).Select(l => JsonNode.Parse(l)!).ToList());
    }

    private async Task<Dictionary<string, int>> RelevantAsync(Dataset dataset) =>
        (await _orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = dataset.Hash })).Queries.ToDictionary(q => q.Id, q => q.Relevant);
}
