using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

/// <summary>Label sets beyond boxes and templates: tags, crowds, negatives, natural queries, many levels.</summary>
public sealed class LabelSetExtrasTests
{
    [Fact]
    public async Task A_tagger_with_two_labels_makes_a_valid_set()
    {
        using var coco = TinyCoco.Write();
        using var data = new TemporaryFolder();
        File.WriteAllLines(coco["tags.csv"], Enumerable.Range(1, 12).Select(i => $"{i}.bmp,{(i % 3 == 0 ? "night" : "day")}").Prepend("image,tag"));
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var spec = new BuildLabelSet { Name = "light", Tags = coco["tags.csv"], Images = coco.Images, MinImages = 4 };
        var job = await orchestrator.RunAsync(new JobSpec { BuildLabelSet = spec });

        job.Error.Should().BeEmpty();
        var queries = await QueriesAsync(orchestrator, job);
        queries.Where(q => q.Style == "word").Select(q => $"{q.Text} {q.Relevant}").Should().Equal("day 8", "night 4");
        var card = await CardAsync(orchestrator, job);
        card["parameters"]!["min_area"].Should().BeNull("boxes have areas, tags have none");
        card["provenance"]!["tags"]!["file"]!.GetValue<string>().Should().Be("tags.csv");
        File.ReadLines(Path.Combine(await FolderAsync(orchestrator, job), "labels.jsonl")).First().Should().Be("""{"image":"1","labels":["day"]}""");
    }

    [Fact]
    public async Task Negatives_are_queries_that_no_image_answers_and_are_in_no_mean()
    {
        using var coco = TinyCoco.Write();
        using var data = new TemporaryFolder();
        File.WriteAllLines(coco["tags.csv"], Enumerable.Range(1, 12).Select(i => $"{i}.bmp,{(i % 2 == 0 ? "night" : "day")}").Prepend("image,tag"));
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(
            data["data"],
            builder => builder.AddEvaluator().Services.AddSingleton(new FakeBehaviour()),
            app => app.MapEvaluator().MapGrpcService<FakeQueryGeneration>());

        var spec = new BuildLabelSet { Name = "light", Tags = coco["tags.csv"], Images = coco.Images, MinImages = 4, Negatives = 5, Styles = { "word" } };
        var job = await orchestrator.RunAsync(new JobSpec { BuildLabelSet = spec });

        var queries = await QueriesAsync(orchestrator, job);
        queries.Select(q => (q.Text, q.Relevant, q.Judged, q.Negative)).Should().Equal(("day", 6, 6, false), ("night", 6, 6, false), ("day&night", 0, 0, true));
        job.Skipped.Should().ContainSingle(s => s.Item == "negatives" && s.Reason.Contains("only 1 of 5"));

        File.WriteAllLines(coco["run.txt"], queries.Select(q => $"{q.Id} Q0 1 1 0.5 run"));
        var evaluate = new Evaluate { Dataset = job.Result.DatasetHash, System = new Contracts.Orchestrator.V1.System { RunFile = coco["run.txt"] }, Measures = { "P@1" } };
        var run = await orchestrator.RunAsync(new JobSpec { Evaluate = evaluate });
        run.Error.Should().BeEmpty();
        var summary = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = run.Result.RunId })).Run.Summary;
        summary.Queries.Should().Be(2);
        summary.Measures.Single().Mean.Should().Be(0.5, "image 1 is by day, and the query that nothing answers does not count");
    }

    [Theory]
    [InlineData(CrowdBoxes.Unspecified, 6)]
    [InlineData(CrowdBoxes.Count, 6)]
    [InlineData(CrowdBoxes.Ignore, 5)]
    public async Task Crowds_count_for_relevance_or_for_nothing(CrowdBoxes crowd, int relevant)
    {
        using var coco = TinyCoco.Write();
        using var data = new TemporaryFolder();
        coco.Document["annotations"]!.AsArray().Single(a => a!["image_id"]!.GetValue<int>() == 2 && a["category_id"]!.GetValue<int>() == 17)!["iscrowd"] = 1;
        coco.Save();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var spec = coco.Spec();
        spec.BuildLabelSet.Crowd = crowd;

        var job = await orchestrator.RunAsync(spec);

        (await QueriesAsync(orchestrator, job)).First(q => q.Labels.SequenceEqual(["cat"])).Relevant.Should().Be(relevant);
        ((await CardAsync(orchestrator, job))["parameters"]!["crowd"] is not null).Should().Be(crowd is CrowdBoxes.Ignore);
    }

    [Fact]
    public async Task More_than_three_labels_can_be_combined()
    {
        using var coco = TinyCoco.Write();
        using var data = new TemporaryFolder();
        File.WriteAllLines(coco["tags.jsonl"], Enumerable.Range(1, 12).Select(i => $$"""{"image":"{{i}}.bmp","tags":["a","b","c","d","e"]}"""));
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var spec = new BuildLabelSet { Name = "all", Tags = coco["tags.jsonl"], Images = coco.Images, MinImages = 4, Levels = 5, Styles = { "word" } };
        var job = await orchestrator.RunAsync(new JobSpec { BuildLabelSet = spec });

        job.Error.Should().BeEmpty();
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        dataset.Counts.Where(c => c.Key.StartsWith("level=", StringComparison.Ordinal)).OrderBy(c => c.Key).Select(c => c.Value)
            .Should().Equal([5, 10, 10, 5, 1], "these are all combinations of five labels");
    }

    [Fact]
    public async Task A_resumed_job_asks_for_no_natural_query_twice()
    {
        using var coco = TinyCoco.Write();
        using var data = new TemporaryFolder();
        var behaviour = new FakeBehaviour { OnCall = (call, _) => call == 3 ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "the key is gone")) : Task.CompletedTask };
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path, behaviour);
        var spec = coco.Spec(seed: 7);
        spec.BuildLabelSet.Styles.Add(["word", "natural"]);

        var failed = await orchestrator.RunAsync(spec);
        failed.State.Should().Be(JobState.Failed);
        failed.Error.Should().Contain("the key is gone");
        await orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = failed.Id });
        var job = await orchestrator.WaitAsync(failed.Id);

        job.Error.Should().BeEmpty();
        behaviour.NaturalSets.Should().BeEquivalentTo("cat", "dog", "cat&dog");
        var query = (await QueriesAsync(orchestrator, job)).Single(q => q.Style == "natural" && q.Level == 2);
        (query.Text, query.Provenance, query.Model, query.Prompt, query.Seed, query.Id)
            .Should().Be(("a picture with cat and dog", "fake-1 natural-query.en@1", "fake-1", "natural-query.en@1", 7, "cat+dog.natural.en"));
    }

    [Fact]
    public async Task The_recorded_model_writes_natural_queries_of_the_bundled_sample()
    {
        using var data = new TemporaryFolder();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(
            data["data"],
            builder => builder.AddQueryGeneration(),
            app => app.MapQueryGeneration(),
            new Dictionary<string, string?>
            {
                ["QueryGeneration:DataPath"] = data["generation"],
                ["QueryGeneration:Models:sample:Recording"] = Path.Combine(Repository.Samples, "recordings"),
            });
        var spec = SampleSpecs.Build("scenes");
        spec.BuildLabelSet.Levels = 1;
        spec.BuildLabelSet.Styles.Add(["word", "natural"]);

        var job = await orchestrator.RunAsync(spec);

        job.Error.Should().BeEmpty();
        var queries = await QueriesAsync(orchestrator, job);

        // Replies are recorded for the labels that scenes carry, not for what stands above them in the taxonomy (animal, furniture).
        var missing = queries.Where(q => q.Style == "word").Select(q => q.Id.Replace(".word.", ".natural.", StringComparison.Ordinal)).Except(queries.Select(q => q.Id)).ToArray();
        missing.Should().Contain("animal.natural.en").And.NotContain("cat.natural.en").And.NotContain("cat.natural.zh");
        job.Skipped.Select(s => s.Reason).Should().HaveCount(missing.Length).And.OnlyContain(r => r.Contains("has no reply"));
        queries.Where(q => q.Style == "natural").Should().OnlyContain(q => q.Text.Length > 0 && q.Prompt.StartsWith("natural-query.") && q.Model.Length > 0);
        (await CardAsync(orchestrator, job))["provenance"]!["query_models"]!.AsArray().Should().NotBeEmpty();
    }

    private static async Task<IReadOnlyList<DatasetQuery>> QueriesAsync(OrchestratorUnderTest orchestrator, Job job) =>
        (await orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = job.Result.DatasetHash, PageSize = 1000 })).Queries;

    private static async Task<string> FolderAsync(OrchestratorUnderTest orchestrator, Job job) =>
        (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset.Directory;

    private static async Task<JsonObject> CardAsync(OrchestratorUnderTest orchestrator, Job job) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(await FolderAsync(orchestrator, job), "dataset.json")))!.AsObject();
}
