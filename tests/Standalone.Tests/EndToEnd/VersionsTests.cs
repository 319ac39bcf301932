using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>Versions of a small dataset on the command line: made, looked at, compared, deleted.</summary>
public sealed class VersionsTests : IDisposable
{
    private readonly SampleScenes _scenes = new(60);

    [Fact]
    public async Task A_dataset_is_extended_compared_and_deleted()
    {
        var parent = (await RunAsync([.. _scenes.Build(), "--json"])).RequireDone().Json;
        var hash = parent["hash"]!.ToString();
        var queries = File.ReadAllLines(Path.Combine(parent["directory"]!.ToString(), "queries.jsonl")).Select(l => JsonNode.Parse(l)!["id"]!.ToString()).ToArray();
        var judged = File.ReadAllLines(Path.Combine(parent["directory"]!.ToString(), "qrels.tsv")).First().Split('\t');
        var qrels = Path.Combine(_scenes.Folder, "more.qrels");
        File.WriteAllText(qrels, $"{judged[0]} 0 {judged[2]} 0\n");

        var child = (await RunAsync("datasets", "extend", hash[..12], "--qrels", qrels, "--reviewer", "Lin", "--json")).RequireDone().Json;
        child["parent"]!.ToString().Should().Be(hash);
        ((long)child["judgments"]!).Should().Be((long)parent["judgments"]!);

        var diff = (await RunAsync("datasets", "diff", hash, "scenes", "--json")).RequireDone().Json;
        diff["counts"]!.AsArray().Select(c => $"{c!["part"]} {c["added"]} {c["removed"]} {c["changed"]}")
            .Should().Equal("parameter 0 0 0", "file 1 0 0", "image 0 0 0", "query 0 0 0", "judgment 0 0 1");
        diff["differences"]!.AsArray().Select(d => $"{d!["part"]} {d["kind"]} {d["id"]} {d["image"]} {d["from"]} {(d["part"]!.ToString() == "file" ? "" : d["to"])}".Trim())
            .Should().Equal("file added reviewed.tsv", $"judgment changed {judged[0]} {judged[2]} 1 0");
        (await RunAsync("datasets", "diff", hash, "scenes", "--max", "1")).RequireDone().Out.Should().Contain("+ file reviewed.tsv").And.NotContain("~ judgment").And.Contain("judgment");

        (await RunAsync("datasets", "history", "scenes")).RequireDone().Out.Should().Contain("more.qrels by Lin").And.Contain("built");
        var history = (await RunAsync("datasets", "history", hash, "--json")).RequireDone().Json;
        history["children"]![0]!["change"]!["judgments"]!["reviewer"]!.ToString().Should().Be("Lin");
        (await RunAsync("datasets", "show", "scenes")).RequireDone().Out.Should().Contain("made from").And.Contain("licence");

        var kept = await RunAsync("datasets", "delete", hash);
        kept.ExitCode.Should().Be(1);
        kept.Error.Should().Contain(child["hash"]!.ToString()[..12]);
        (await RunAsync("datasets", "delete", hash, "--force")).RequireDone();
        (await RunAsync("datasets", "list", "--json")).RequireDone().Json.AsArray().Select(d => d!["hash"]!.ToString()).Should().Equal(child["hash"]!.ToString());
        queries.Should().Equal(File.ReadAllLines(Path.Combine(child["directory"]!.ToString(), "queries.jsonl")).Select(l => JsonNode.Parse(l)!["id"]!.ToString()));
        Directory.EnumerateFiles(Path.Combine(child["directory"]!.ToString(), "images"), "*", SearchOption.AllDirectories).Should().HaveCount(60);
    }

    [Fact]
    public async Task Tags_make_a_label_set()
    {
        var tags = Path.Combine(_scenes.Folder, "tags.csv");
        File.WriteAllLines(tags, _scenes.Files.Select((f, i) => $"{f},{(i % 2 == 0 ? "day" : "night")},0.9").Prepend("image,tag,score"));

        var built = (await RunAsync(
            "build", "labels", "--tags", tags, "--min-score", "0.5", "--images", _scenes.Images, "--name", "light", "--negatives", "3", "--json")).RequireDone();

        built.Error.Should().Contain("only 1 of 3");
        built.Json["counts"]!["negative=true"]!.GetValue<int>().Should().Be(2, "day and night together, as words and as a sentence");
    }

    public void Dispose() => _scenes.Dispose();

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _scenes.Data]);
}
