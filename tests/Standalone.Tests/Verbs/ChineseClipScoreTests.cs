using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.Verbs;

public sealed partial class ChineseClipScoreTests
{
    [Fact]
    public async Task An_exported_dataset_is_scored_by_the_scripts_rules_to_our_own_figures()
    {
        using var scenes = new SampleScenes(60);
        var built = (await Isb.RunAsync([.. scenes.Build("--json"), "--data", scenes.Data])).RequireDone();
        var folder = Path.Combine(scenes.Folder, "clip");
        var exported = (await Isb.RunAsync("export", "scenes", "chinese-clip", folder, "--data", scenes.Data)).RequireDone();
        exported.Error.Should().NotContain("several judged images");

        var ids = File.ReadLines(Path.Combine(folder, "isb-ids.tsv")).Select(l => l.Split('\t')).ToLookup(f => f[0], f => (Exported: f[1], Original: f[2]));
        var (run, predictions) = (Path.Combine(scenes.Folder, "run.txt"), Path.Combine(scenes.Folder, "predictions.jsonl"));
        WriteRanking(ids["query"].ToArray(), ids["image"].ToArray(), run, predictions);

        var qrels = Path.Combine((string)built.Json["directory"]!, "qrels.tsv");
        var ours = (await Isb.RunAsync("score", "--qrels", qrels, "--run", run, "--measures", "Success@1,Success@5,Success@10", "--format", "trec")).RequireDone();
        var theirs = (await Isb.RunAsync("validate", "chinese-clip-predictions", predictions, Path.Combine(folder, "test_texts.jsonl"), "--data", scenes.Data)).RequireDone();

        var scores = Scores().Matches(theirs.Out).Select(m => double.Parse(m.Groups["score"].Value, CultureInfo.InvariantCulture) / 100).ToArray();
        var figures = ours.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.Contains("uccess", StringComparison.Ordinal))
            .Select(l => double.Parse(l.Split('\t')[^1], CultureInfo.InvariantCulture)).ToArray();
        scores.Should().HaveCount(3);
        scores[2].Should().BeInRange(0.2, 1);
        figures.Should().HaveCount(3);
        for (var i = 0; i < 3; i++)
            figures[i].Should().BeApproximately(scores[i], 0.00005);
    }

    [GeneratedRegex(@"R@\d+ (?<score>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scores();

    private static void WriteRanking(
        (string Exported, string Original)[] queries, (string Exported, string Original)[] images, string run, string predictions)
    {
        var random = new Random(1);
        using var trec = new StreamWriter(run);
        using var lines = new StreamWriter(predictions);
        foreach (var query in queries)
        {
            var top = images.OrderBy(_ => random.Next()).Take(10).ToArray();
            for (var rank = 1; rank <= 10; rank++)
                trec.WriteLine($"{query.Original} Q0 {top[rank - 1].Original} {rank} {11 - rank} random");
            var line = new JsonObject
            {
                ["text_id"] = long.Parse(query.Exported, CultureInfo.InvariantCulture),
                ["image_ids"] = new JsonArray([.. top.Select(i => (JsonNode)long.Parse(i.Exported, CultureInfo.InvariantCulture))]),
            };
            lines.WriteLine(line.ToJsonString());
        }
    }
}
