using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class BuildCaptionSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Builds_the_bundled_sample_with_captions_in_both_languages()
    {
        await using var orchestrator = await CaptionBench.StartAsync(_folder);

        var (job, dataset) = await CaptionBench.BuildAsync(orchestrator, CaptionBench.Spec());

        job.Stages.Should().OnlyContain(s => s.Finished);
        (dataset.Kind, dataset.Images, dataset.Queries, dataset.Judgments).Should().Be(("captions", 60L, 120L, 120L));
        dataset.Counts.Should().Contain("language=zh", 60).And.Contain("language=en", 60).And.Contain("style=caption", 120);

        // Places first: there are more than 60 geohash cells of outings, so that no two photos share one.
        var images = CaptionBench.Lines(dataset, "images.jsonl");
        images.Should().OnlyContain(i => (int)i["width"]! == 512 && (int)i["height"]! == 512);
        foreach (var image in images)
        {
            using var photo = Image.NewFromFile(Path.Combine(dataset.Directory, (string)image["file"]!));
            (photo.Width, photo.Height).Should().Be((512, 512));
        }

        // The caption is the query, without its lead-in; its photo is the one relevant image.
        var captions = File.ReadLines(Path.Combine(CaptionBench.Scenes, "captions.jsonl")).Select(l => JsonNode.Parse(l)!)
            .ToDictionary(c => Path.GetFileNameWithoutExtension((string)c["image"]!));
        var relevant = File.ReadLines(Path.Combine(dataset.Directory, "qrels.tsv")).Select(l => l.Split('\t')).ToDictionary(f => f[0], f => f[2]);
        foreach (var query in CaptionBench.Lines(dataset, "queries.jsonl").Where(q => (string)q["language"]! == "zh"))
            ((string)query["text"]!).Should().Be((string)captions[relevant[(string)query["id"]!]]["zh"]!);
        var card = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!;
        card["provenance"]!["caption_models"]!.AsArray().Select(m => (string)m!["model"]!).Should().OnlyContain(m => m == "recorded");
        File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")).Should().NotContain(Repository.Root);
    }

    [Fact]
    public async Task The_same_input_gives_the_same_bytes_and_a_smaller_set_is_the_beginning_of_a_larger_one()
    {
        using var other = new TemporaryFolder();
        await using var one = await CaptionBench.StartAsync(_folder);
        await using var two = await CaptionBench.StartAsync(other);
        var (_, first) = await CaptionBench.BuildAsync(one, CaptionBench.Spec(40));
        var (_, again) = await CaptionBench.BuildAsync(two, CaptionBench.Spec(40));
        var (_, smaller) = await CaptionBench.BuildAsync(two, CaptionBench.Spec(15));

        again.Hash.Should().Be(first.Hash);
        foreach (var file in Directory.EnumerateFiles(first.Directory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(again.Directory, Path.GetRelativePath(first.Directory, file));
            File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(file)).Should().BeTrue(file);
        }

        Ids(smaller).Should().Equal(Ids(first).Take(15));
        var otherSeed = CaptionBench.Spec(40);
        otherSeed.Seed = 2;
        Ids((await CaptionBench.BuildAsync(two, otherSeed)).Dataset).Should().NotEqual(Ids(first));
    }

    [Fact]
    public async Task Photos_that_cannot_be_used_are_replaced_and_told_with_their_reason()
    {
        var images = _folder["photos"];
        Directory.CreateDirectory(images);
        await using var metadata = new StreamWriter(_folder["m.csv"]);
        await metadata.WriteLineAsync("image,place,width,height");
        foreach (var i in Enumerable.Range(1, 20))
        {
            File.Copy(Path.Combine(CaptionBench.Scenes, "images", $"s{i:000000}.jpg"), Path.Combine(images, $"s{i:000000}.jpg"));
            await metadata.WriteLineAsync($"s{i:000000}.jpg,Place {i},,");
        }

        using (var strip = Image.Black(300, 50))
            strip.WriteToFile(Path.Combine(images, "strip.png"));
        await File.WriteAllBytesAsync(Path.Combine(images, "cut.jpg"), (await File.ReadAllBytesAsync(Path.Combine(images, "s000001.jpg")))[..2000]);
        await File.WriteAllTextAsync(Path.Combine(images, "text.jpg"), "no photo");
        await metadata.WriteAsync("strip.png,S,,\ncut.jpg,C,,\ntext.jpg,T,,\nmissing.jpg,M,,\n../photos/s000001.jpg,U,,\nhuge.jpg,H,6000,4000\n");
        await metadata.DisposeAsync();
        await using var orchestrator = await CaptionBench.StartAsync(_folder);
        var spec = CaptionBench.Spec(20);
        (spec.Images, spec.Metadata) = (images, _folder["m.csv"]);

        var (job, dataset) = await CaptionBench.BuildAsync(orchestrator, spec);

        Ids(dataset).Should().BeEquivalentTo(Enumerable.Range(1, 20).Select(i => $"s{i:000000}"), string.Join(' ', job.Skipped.Select(s => s.Item + ": " + s.Reason)));
        dataset.SkippedImages.Should().Be(6);
        var reasons = job.Skipped.ToDictionary(s => s.Item, s => s.Reason);
        reasons["strip.png"].Should().Contain("between 0.2 and 5");
        reasons["cut.jpg"].Should().Contain("truncated");
        reasons["text.jpg"].Should().Contain("no image");
        reasons["missing.jpg"].Should().Contain("not there");
        reasons["../photos/s000001.jpg"].Should().Contain("leads out of the folder");
        reasons["huge.jpg"].Should().Contain("6000 × 4000");
    }

    [Fact]
    public async Task Photos_keep_their_shape_where_that_is_asked_for()
    {
        var images = _folder["photos"];
        Directory.CreateDirectory(images);
        using (var wide = Image.Black(1000, 500))
            wide.WriteToFile(Path.Combine(images, "wide.png"));
        using (var small = Image.Black(100, 200))
            small.WriteToFile(Path.Combine(images, "small.png"));
        await File.WriteAllTextAsync(_folder["c.txt"], "wide.png#0 a wide one\nsmall.png#0 a small one\n");
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);

        var (_, dataset) = await CaptionBench.BuildAsync(
            orchestrator, new BuildCaptionSet { Name = "shapes", Images = images, KeepAspectRatio = true, Captions = { _folder["c.txt"] } });

        CaptionBench.Lines(dataset, "images.jsonl").Select(i => ((string)i["id"]!, (int)i["width"]!, (int)i["height"]!))
            .Should().BeEquivalentTo([("wide", 512, 256), ("small", 100, 200)]);
        CaptionBench.Lines(dataset, "queries.jsonl").Should().OnlyContain(q => (string)q["provenance"]! == "person" && (string)q["language"]! == "en");
    }

    [Fact]
    public async Task Faults_of_the_specification_are_told_at_once()
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);
        var create = async (Action<BuildCaptionSet> change) =>
        {
            var spec = CaptionBench.Spec();
            change(spec);
            await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildCaptionSet = spec } });
        };
        var expected = new (Action<BuildCaptionSet> Change, string Message)[]
        {
            (s => s.Name = "a/b", "name: 'a/b' is no dataset name"),
            (s => s.Photos = -1, "photos: must be 1 to 1000000"),
            (s => s.GeohashLength = 13, "geohash_length: must be 1 to 12"),
            (s => s.Size = 5000, "size: must be 32 to 4096"),
            (s => s.Languages.Add("fr"), "languages: 'fr' is unknown"),
            (s => s.MinCosine = 2, "min_cosine: must be above 0"),
            (s => s.Images = "/nowhere", "There is no photo folder"),
            (s => s.Metadata = "/nowhere.csv", "There is no metadata file"),
            (s => s.Captions.Add("/nowhere.txt"), "There is no caption file"),
        };
        foreach (var (change, message) in expected)
        {
            var fault = (await FluentActions.Awaiting(() => create(change)).Should().ThrowAsync<RpcException>()).Which;
            fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
            fault.Status.Detail.Should().Contain(message);
        }
    }

    private static List<string> Ids(Dataset dataset) => CaptionBench.Lines(dataset, "images.jsonl").ConvertAll(i => (string)i["id"]!);
}
