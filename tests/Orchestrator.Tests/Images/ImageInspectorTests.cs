using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Tests.Fakes;
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

    [Fact]
    public void Formats_are_told_by_content_and_nothing_else_reaches_a_decoder()
    {
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"u8.ToArray();

        Inspector.Inspect(svg).Fault.Should().Contain("this is no image");
        Inspector.Inspect(TinyCoco.Bitmap(7)).Fault.Should().BeNull();
        Inspector.Inspect([.. TinyCoco.Bitmap(7).AsSpan(0, 60)]).Fault.Should().Contain("truncated");
    }

    [Fact]
    public void Images_of_too_many_pixels_are_refused_by_their_header()
    {
        var found = new ImageInspector(Options.Create(new OrchestratorOptions { MaxImagePixels = 1000 })).Inspect(Draw(".jpg"));

        found.Fault.Should().Contain("200 × 120");
    }

    // Noise, so that every part of the file matters.
    private static byte[] Draw(string format)
    {
        using var noise = Image.Gaussnoise(200, 120, sigma: 60, mean: 128, seed: 1);
        using var bytes = noise.Bandjoin(noise, noise).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return bytes.WriteToBuffer(format);
    }
}
