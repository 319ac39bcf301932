using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>An audit without a network: bundled scenes, a bundled encoder, recorded judgements.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly SampleScenes _scenes = new(60);

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Results_with_a_recorded_judgement_are_judged_and_the_others_counted()
    {
        (await RunAsync("models", "add", SampleScenes.Model("scenes-tiny"))).RequireDone();
        (await RunAsync(_scenes.Build("--styles", "word"))).RequireDone();
        var run = (string)(await RunAsync("evaluate", "-d", "scenes", "-s", "scenes-tiny", "-m", "P@5", "--json")).RequireDone().Json["run"]!;
        string[] audit = ["audit", "scenes", "--run", run, "--judge", "sample", "--depth", "60", "--duplicates", "scenes-tiny"];

        var json = (await RunAsync([.. audit, "--sample", "100000", "--json"])).RequireDone().Json;

        var judged = (int)json["judged"]!;
        judged.Should().BeGreaterThan(20);
        (judged + (int)json["undecided"]! + (int)json["failed"]!).Should().Be((int)json["sampled"]!).And.Be((int)json["results"]!);
        ((double)json["dataset_agreement"]!["agreement"]!["value"]!).Should().BeGreaterThan(0.9);
        json["precision"].Should().BeNull();
        Directory.EnumerateFiles((string)json["directory"]!).Select(Path.GetFileName).Should().BeEquivalentTo("audit.json", "judgements.jsonl", "duplicates.jsonl");
        var groups = json["listed_duplicates"]!.AsArray();
        groups.Count.Should().Be((int)json["duplicate_groups"]!).And.BePositive();
        groups.Should().OnlyContain(g => g!["image_ids"]!.AsArray().Count >= 2 && (long)g["images"]! >= g["image_ids"]!.AsArray().Count);

        // With people: the same results, put up for review; nobody judges anything twice.
        var reviewed = await RunAsync([.. audit, "--sample", "100000", "--people", "10000", "--review"]);
        reviewed.ExitCode.Should().Be(3, reviewed.Error);
        var job = (string)(await RunAsync("jobs", "list", "--json")).Json.AsArray().First(j => (string)j!["state"]! == "waiting_for_review")!["id"]!;
        (await RunAsync("review", job, "--accept-all", "--reviewer", "ann")).RequireDone();
        var shown = (await RunAsync([.. audit, "--sample", "100000", "--people", "10000", "--review"])).RequireDone();
        shown.Out.Should().Contain("Precision@60 corrected by people").And.Contain("judge agrees with people").And.Contain("kappa");
        shown.Out.Split('\n').Count(l => l.StartsWith("near-duplicates: ", StringComparison.Ordinal)).Should().Be(Math.Min(10, groups.Count));
    }

    private async Task<IsbResult> RunAsync(params string[] args)
    {
        using var process = IsbProcess.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "isb.dll"), .. args, "--data", _scenes.Data],
            ("QueryGeneration__Models__sample__Recording", Path.Combine(Repository.Samples, "recordings")));
        return await process.ResultAsync();
    }
}
