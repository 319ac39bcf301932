using System.Text.Json.Nodes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Validation;

public sealed class ChineseClipPredictionsTests
{
    [Theory]
    [InlineData("valid_predictions", "")]
    [InlineData("ok_extra_query", "")]
    [InlineData("bad_dup", "text_id 100: an image_id is there twice")]
    [InlineData("bad_k9", "text_id 100: 9 image_ids; exactly 10")]
    [InlineData("bad_missing", "1 text_ids have no prediction: 100")]
    [InlineData("bad_string_id", "text_id 100: the image_id \"1000048\" at rank 1")]
    [InlineData("bad_string_text_id", "'text_id' must be a whole number")]
    public async Task The_scores_and_refusals_of_the_published_script(string name, string refusal)
    {
        var folder = Repository.SharedData("metric_vectors", "chinese_clip");
        Assert.SkipUnless(folder is not null, "../shared/data/metric_vectors/chinese_clip is not on this machine");
        await using var formats = await FormatsUnderTest.StartAsync();
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"expected.{name}.json")))!;

        var (faults, summary) = await formats.ValidateAsync(
            "chinese-clip-predictions", Path.Combine(folder, $"{name}.jsonl"), Path.Combine(folder, "valid_texts.jsonl"));

        (faults.Count == 0).Should().Be((bool)expected["success"]!);
        if (refusal.Length > 0)
        {
            faults.Should().Contain(f => f.Message.Contains(refusal) && f.Place.Contains($"{name}.jsonl"));
            return;
        }

        var score = expected["scoreJson"]!;
        summary.Notes.Should().Equal($"R@1 {score["r1"]!.GetValue<double>():R}, R@5 {score["r5"]!.GetValue<double>():R}, R@10 {score["r10"]!.GetValue<double>():R}, mean {score["score"]!.GetValue<double>():R}");
    }
}
