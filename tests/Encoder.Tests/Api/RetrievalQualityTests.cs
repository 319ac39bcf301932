using System.Numerics.Tensors;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>Real photos and captions through the service give the figures that the model's README states.</summary>
public sealed class RetrievalQualityTests(EncoderFixture fixture) : IClassFixture<EncoderFixture>
{
    [Fact]
    public async Task Success_at_1_5_10_over_5000_captions_in_each_language()
    {
        Assert.SkipWhen(MiniDualEncoder.IsMissing || Repository.SharedData("flickr8k-test") is null, MiniDualEncoder.Skip);
        var chinese = await CaptionsAsync("flickr8kzhc.caption.txt");
        var english = await CaptionsAsync("flickr8kenc.caption.txt");
        var files = english.Select(c => c.File).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        files.Should().HaveCount(1000);
        // Both models have the same image tower: its vectors are computed once.
        var images = await fixture.StreamImagesAsync(
            "mini-zh", await Task.WhenAll(files.Select(f => File.ReadAllBytesAsync(Repository.SharedData("flickr8k-test", "images", f)!))));

        Near(await SuccessAsync("mini-zh", chinese, files, images), [.078, .265, .391]);
        Near(await SuccessAsync("mini-en", english, files, images), [.135, .358, .503]);
    }

    private async Task<double[]> SuccessAsync(string model, (string File, string Text)[] captions, string[] files, float[][] images)
    {
        captions.Should().HaveCount(5000);
        var texts = await fixture.StreamTextsAsync(model, [.. captions.Select(c => c.Text)]);
        var ranks = captions.Select((caption, q) =>
        {
            var score = TensorPrimitives.Dot(texts[q], images[Array.BinarySearch(files, caption.File, StringComparer.Ordinal)]);
            return 1 + images.Count(image => TensorPrimitives.Dot(texts[q], image) > score);
        }).ToArray();
        return [.. new[] { 1, 5, 10 }.Select(k => ranks.Average(r => r <= k ? 1.0 : 0.0))];
    }

    private static void Near(double[] actual, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
            actual[i].Should().BeApproximately(expected[i], .001);
    }

    private static async Task<(string File, string Text)[]> CaptionsAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(Repository.SharedData("flickr8k-test", file)!)).Where(l => l.Length > 0).Select(l => (l.Split('#')[0], l.Split(' ', 2)[1]))];
}
