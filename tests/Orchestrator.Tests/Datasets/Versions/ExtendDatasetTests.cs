using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Datasets.Versions;

/// <summary>New versions of a set of 12 images that all show a dog; the even ones also a cat, every third one a tiny bird.</summary>
public sealed class ExtendDatasetTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private readonly TinyCoco _coco = TinyCoco.Write();
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync() => _orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path);

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _coco.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Relevance_follows_a_taxonomy_that_has_grown_without_annotations_or_images()
    {
        var parent = await BuildAsync();
        Directory.Delete(_coco.Images, recursive: true);
        File.Delete(_coco.Annotations);

        var child = await ExtendAsync(parent, Taxonomy("dog", "cat:dog"));

        var before = await RelevantAsync(parent);
        var after = await RelevantAsync(child);
        (before["cat.word.en"], before["dog.word.en"], before["cat+dog.word.en"]).Should().Be((6, 12, 6));
        after.Should().BeEquivalentTo(before, "the cat was on images of dogs only");
        child.Hash.Should().NotBe(parent.Hash, "the taxonomy is part of the content");

        var grown = await ExtendAsync(child, Taxonomy("cat", "bird:cat"));
        (await RelevantAsync(grown))["cat.word.en"].Should().Be(8, "images 3 and 9 show a bird, which is a cat now");
        grown.Parent.Should().Be(child.Hash);
        Queries(grown).Should().Equal(Queries(parent), "texts stay");
        var change = JsonNode.Parse(File.ReadAllText(Path.Combine(grown.Directory, "dataset.json")))!["change"]!;
        // cat and cat+dog in two styles gain two images each.
        (change["judgments_added"]!.GetValue<int>(), change["queries_judged_anew"]!.GetValue<int>()).Should().Be((8, 4));
    }

    [Fact]
    public async Task A_version_is_the_same_bytes_as_the_set_that_is_built_with_the_taxonomy()
    {
        var taxonomy = Taxonomy("cat", "bird:cat", "dog");
        var extended = await ExtendAsync(await BuildAsync(), taxonomy);
        var spec = _coco.Spec();
        spec.BuildLabelSet.Taxonomy = taxonomy;

        var built = await GetAsync((await _orchestrator.RunAsync(spec)).Result.DatasetHash);

        File.ReadAllText(Path.Combine(extended.Directory, "labels.jsonl")).Should().Be(File.ReadAllText(Path.Combine(built.Directory, "labels.jsonl")));
        var relevant = await RelevantAsync(built);
        foreach (var (query, count) in await RelevantAsync(extended))
            relevant[query].Should().Be(count, query);
    }

    [Fact]
    public async Task Judgements_are_added_and_changed_and_stand_over_the_taxonomy()
    {
        var parent = await BuildAsync();
        File.WriteAllText(_data["more.qrels"], "cat.word.en 0 1 1\ncat.word.en 0 2 0\n");

        var judged = await ExtendAsync(parent, qrels: _data["more.qrels"], reviewer: "Zoë");

        (await JudgmentsAsync(judged, "cat.word.en")).Should().Equal("2:0", "4:1", "6:1", "8:1", "10:1", "12:1", "1:1");
        File.ReadAllLines(Path.Combine(judged.Directory, "reviewed.tsv")).Should().Equal("cat.word.en\t0\t1\t1\tZoë", "cat.word.en\t0\t2\t0\tZoë");
        JsonNode.Parse(File.ReadAllText(Path.Combine(judged.Directory, "dataset.json")))!["provenance"]!["judgments"]![0]!["reviewer"]!.GetValue<string>().Should().Be("Zoë");

        var regrown = await ExtendAsync(judged, Taxonomy("cat", "bird:cat"));
        (await JudgmentsAsync(regrown, "cat.word.en")).Should().Equal("2:0", "3:1", "4:1", "6:1", "8:1", "9:1", "10:1", "12:1", "1:1");

        File.WriteAllText(_data["back.qrels"], "cat.word.en 0 2 1\n");
        var back = await ExtendAsync(regrown, qrels: _data["back.qrels"]);
        (await JudgmentsAsync(back, "cat.word.en"))[0].Should().Be("2:1");
        File.ReadAllLines(Path.Combine(back.Directory, "reviewed.tsv")).Should().Equal("cat.word.en\t0\t1\t1\tZoë", "cat.word.en\t0\t2\t1\t");
    }

    [Fact]
    public async Task The_same_steps_give_the_same_hash_and_images_are_shared_not_copied()
    {
        File.WriteAllText(_data["more.qrels"], "cat.word.en 0 1 2\n");
        var one = await ExtendAsync(await BuildAsync(), qrels: _data["more.qrels"]);
        using var elsewhere = new TemporaryFolder();
        await using var other = await OrchestratorUnderTest.StartAsync(elsewhere.Path);
        var built = await other.RunAsync(_coco.Spec());
        var spec = new ExtendDataset { Dataset = built.Result.DatasetHash, Qrels = _data["more.qrels"] };
        (await other.RunAsync(new JobSpec { ExtendDataset = spec })).Result.DatasetHash.Should().Be(one.Hash);

        // One file under two names: what is written into it (which nobody should) shows under both.
        var image = Path.Combine((await GetAsync(one.Parent)).Directory, "images", "1.bmp");
        using (var file = File.OpenWrite(image))
            file.WriteByte((byte)'X');
        File.ReadAllBytes(Path.Combine(one.Directory, "images", "1.bmp"))[0].Should().Be((byte)'X');
    }

    [Fact]
    public async Task A_negative_query_that_has_an_answer_now_is_none_any_more()
    {
        File.WriteAllLines(_coco["tags.csv"], Enumerable.Range(1, 12).Select(i => $"{i}.bmp,{(i % 2 == 0 ? "night" : "day")}").Prepend("image,tag"));
        var spec = new BuildLabelSet { Name = "light", Tags = _coco["tags.csv"], Images = _coco.Images, MinImages = 4, Negatives = 1, Styles = { "word" } };
        var parent = await GetAsync((await _orchestrator.RunAsync(new JobSpec { BuildLabelSet = spec })).Result.DatasetHash);
        parent.Counts["negative=true"].Should().Be(1);
        File.WriteAllText(_data["more.qrels"], "day+night.word.en 0 3 1\n");

        var child = await ExtendAsync(parent, qrels: _data["more.qrels"]);

        child.Counts.Should().NotContainKey("negative=true");
        Queries(parent).Last().Should().Contain("\"negative\":true");
        Queries(child).Last().Should().NotContain("negative");
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "more.qrels", "cat.word.en 0 99 1\n", "more.qrels:1: the dataset has no image '99'" },
        { "more.qrels", "dog.word.en 0 1 1\nnothing 0 1 1\n", "more.qrels:2: the dataset has no query 'nothing'" },
        { "more.qrels", "cat.word.en 0 1 1\ncat.word.en 0 1 2\n", "more.qrels:2: the image '1' is judged twice" },
        { "more.qrels", "cat.word.en 0 1\n", "more.qrels:1: " },
        { "more.qrels", "dog.word.en 0 1 1\n", "" },
        { "t.json", """{"version": 1, "labels": [{"name": "cat", "parents": ["animal"]}]}""", "names the parent 'animal'" },
        { "t.json", """{"version": 1, "labels": [{"name": "cat", "parents": ["dog"]}, {"name": "dog", "parents": ["cat"]}]}""", "a circle" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_are_told_and_nothing_is_made(string file, string content, string expected)
    {
        var parent = await BuildAsync();
        File.WriteAllText(_data[file], content);
        var spec = new ExtendDataset { Dataset = parent.Hash, Qrels = file == "more.qrels" ? _data[file] : "", Taxonomy = file == "t.json" ? _data[file] : "" };

        var job = await _orchestrator.RunAsync(new JobSpec { ExtendDataset = spec });

        if (expected.Length == 0)
            job.Result.DatasetHash.Should().NotBe(parent.Hash, "that somebody agrees is worth keeping");
        else
        {
            job.Error.Should().Contain(expected);
            Directory.EnumerateDirectories(Path.GetDirectoryName(parent.Directory)!).Should().Equal(parent.Directory);
        }
    }

    [Fact]
    public async Task What_changes_nothing_is_no_version()
    {
        var parent = await BuildAsync();

        var job = await _orchestrator.RunAsync(new JobSpec
        {
            ExtendDataset = new ExtendDataset { Dataset = parent.Hash, Taxonomy = Path.Combine(parent.Directory, "taxonomy.json") },
        });

        job.Error.Should().Contain("there is no new version");
    }

    [Fact]
    public async Task A_set_that_keeps_no_labels_says_so()
    {
        var parent = await BuildAsync();
        File.WriteAllLines(_data["q.jsonl"], []);
        Directory.CreateDirectory(_data["plain"]);
        foreach (var name in new[] { "images.jsonl", "queries.jsonl", "qrels.tsv" })
            File.Copy(Path.Combine(parent.Directory, name), _data[$"plain/{name}"]);

        var job = await _orchestrator.RunAsync(new JobSpec { ExtendDataset = new ExtendDataset { Dataset = _data["plain"], Taxonomy = Taxonomy("cat") } });

        job.Error.Should().Contain("labels.jsonl").And.Contain("Build it again");
        File.WriteAllText(_data["more.qrels"], "cat.word.en 0 1 1\n");
        var spec = new ExtendDataset { Dataset = _data["plain"], Qrels = _data["more.qrels"], Name = "judged" };
        (await _orchestrator.RunAsync(new JobSpec { ExtendDataset = spec })).Error.Should().BeEmpty("judgements go with any folder");
        (await GetAsync("judged")).Judgments.Should().Be(parent.Judgments + 1);
    }

    [Fact]
    public async Task A_specification_that_says_nothing_is_refused()
    {
        var create = async () => await _orchestrator.Jobs.CreateJobAsync(new CreateJobRequest
        {
            Spec = new JobSpec { ExtendDataset = new ExtendDataset { Reviewer = "a\nb", Name = "a b" } },
        });

        (await create.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().ContainAll("dataset:", "taxonomy:", "reviewer:", "name:");
    }

    private async Task<Dataset> BuildAsync() => await GetAsync((await _orchestrator.RunAsync(_coco.Spec())).Result.DatasetHash);

    private async Task<Dataset> GetAsync(string dataset) =>
        (await _orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = dataset })).Dataset;

    private async Task<Dataset> ExtendAsync(Dataset dataset, string taxonomy = "", string qrels = "", string reviewer = "")
    {
        var spec = new ExtendDataset { Dataset = dataset.Hash, Taxonomy = taxonomy, Qrels = qrels, Reviewer = reviewer };
        var job = await _orchestrator.RunAsync(new JobSpec { ExtendDataset = spec });
        job.Error.Should().BeEmpty();
        return await GetAsync(job.Result.DatasetHash);
    }

    // Labels as "name" or "name:parent".
    private string Taxonomy(params string[] labels)
    {
        var path = _data[$"taxonomy{labels.Length}.json"];
        var entries = labels.Select(l => l.Split(':')).Select(l => new JsonObject
        {
            ["name"] = l[0],
            ["en"] = l[0],
            ["parents"] = new JsonArray([.. l.Skip(1).Select(p => (JsonNode)p)]),
        });
        File.WriteAllText(path, new JsonObject { ["version"] = 1, ["labels"] = new JsonArray([.. entries]) }.ToJsonString());
        return path;
    }

    private async Task<Dictionary<string, int>> RelevantAsync(Dataset dataset) =>
        (await _orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = dataset.Hash })).Queries.ToDictionary(q => q.Id, q => q.Relevant);

    private async Task<IReadOnlyList<string>> JudgmentsAsync(Dataset dataset, string query) =>
        (await _orchestrator.Datasets.ListJudgmentsAsync(new ListJudgmentsRequest { Dataset = dataset.Hash, QueryId = query })).Judgments
            .Select(j => $"{j.ImageId}:{j.Grade}").ToArray();

    private static string[] Queries(Dataset dataset) => File.ReadAllLines(Path.Combine(dataset.Directory, "queries.jsonl"));
}
