using System.Text.Json;
using ImageSearchBench.Evaluator.Score;
using ImageSearchBench.Evaluator.Tests.Score;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>What Chinese-CLIP's scoring script gives, good and bad predictions.</summary>
public sealed class ChineseClipTests
{
    [Theory]
    [InlineData("valid_predictions")]
    [InlineData("ok_extra_query")]
    public async Task Scores_are_those_of_its_script(string name)
    {
        var run = await ScoreRun.OfAsync(Options(name) with { Format = ScoreFormat.Json });

        run.ExitCode.Should().Be(ScoreCommand.Done, run.Error);
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(MetricVectors.PathOf("chinese_clip", $"expected.{name}.json")));
        using var ours = JsonDocument.Parse(run.Output);
        var measures = ours.RootElement.GetProperty("runs")[0].GetProperty("measures");
        foreach (var figure in new[] { "r1", "r5", "r10", "mean_recall" })
            measures.GetProperty(figure).GetDouble().Should().Be(expected.RootElement.GetProperty("scoreJson").GetProperty(figure).GetDouble());
    }

    [Theory]
    [InlineData("bad_dup", "bad_dup.jsonl:1: document '1000048' is there twice")]
    [InlineData("bad_k9", "bad_k9.jsonl:1: 100 has 9 predicted ids; exactly 10 are required")]
    [InlineData("bad_missing", "1 ids have no prediction: 100")]
    [InlineData("bad_string_id", "bad_string_id.jsonl:1: \"image_ids\" has an id at rank 1 that is no whole number")]
    [InlineData("bad_string_text_id", "bad_string_text_id.jsonl:1: \"text_id\" is no whole number")]
    public async Task Malformed_predictions_are_refused(string name, string said)
    {
        var run = await ScoreRun.OfAsync(Options(name));

        (run.ExitCode, run.Output).Should().Be((ScoreCommand.Failed, ""));
        run.Error.Should().Contain(said);
    }

    [Fact]
    public async Task Scores_the_other_direction()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["truth"], "{\"image_id\": 7454547004, \"text_ids\": [1, 2]}\n{\"image_id\": 2, \"text_ids\": [3]}\n");
        await File.WriteAllTextAsync(
            folder["run"],
            "{\"image_id\": 7454547004, \"text_ids\": [9, 2, 3, 4, 5, 6, 7, 8, 10, 11]}\n{\"image_id\": 2, \"text_ids\": [3, 2, 1, 4, 5, 6, 7, 8, 10, 11]}\n");

        var run = await ScoreRun.OfAsync(new ScoreOptions { Qrels = folder["truth"], Runs = [folder["run"]], Format = ScoreFormat.Trec });

        run.Lines.Should().Equal(
            "r1                    \tall\t50.0000", "r5                    \tall\t100.0000", "r10                   \tall\t100.0000",
            "mean_recall           \tall\t83.3333");
    }

    private static ScoreOptions Options(string name) => new()
    {
        Qrels = MetricVectors.PathOf("chinese_clip", "valid_texts.jsonl"),
        Runs = [MetricVectors.PathOf("chinese_clip", name + ".jsonl")],
    };
}
