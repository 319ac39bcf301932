using ImageSearchBench.Orchestrator.Images;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.Images;

public sealed class ImageInspectorTests
{
    private static readonly ImageInspector Inspector = new(Options.Create(new OrchestratorOptions()));

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    public void A_whole_image_is_good(string format)
    {
        var inspection = Inspector.Inspect(Draw(format));

        inspection.Fault.Should().BeNull();
        (inspection.Width, inspection.Height).Should().Be((200, 120));
    }

    [Theory]
    [InlineData(".jpg", 0.1)]
    [InlineData(".jpg", 0.5)]
    [InlineData(".jpg", 0.95)]
    [InlineData(".png", 0.5)]
    [InlineData(".png", 0.9)]
    [InlineData(".webp", 0.5)]
    [InlineData(".tif", 0.5)]
    [InlineData(".gif", 0.5)]
    public void A_cut_image_is_found(string format, double kept)
    {
        var data = Draw(format);

        Inspector.Inspect(data[..(int)(data.Length * kept)]).Fault.Should().NotBeNull();
    }

    // Noise, so that every part of the file matters.
    private static byte[] Draw(string format)
    {
        using var noise = Image.Gaussnoise(200, 120, sigma: 60, mean: 128, seed: 1);
        using var bytes = noise.Bandjoin(noise, noise).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return bytes.WriteToBuffer(format);
    }
}
