using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Images;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class PhotoResizerTests
{
    private static readonly PhotoResizer Resizer = new(new ImageInspector(Options.Create(new OrchestratorOptions())));

    [Theory]
    [InlineData(1000, 500, false, 512, 512)]
    [InlineData(100, 120, false, 512, 512)]
    [InlineData(1000, 500, true, 512, 256)]
    [InlineData(100, 120, true, 100, 120)]
    public void Photos_are_squeezed_or_keep_their_shape(int width, int height, bool keep, int expectedWidth, int expectedHeight)
    {
        var (photo, fault) = Resizer.Resize(Png(width, height), 512, keep);
        fault.Should().BeNull();
        (photo!.Width, photo.Height).Should().Be((expectedWidth, expectedHeight));
        using var written = Image.NewFromBuffer(photo.Jpeg);
        (written.Width, written.Height, written.Bands).Should().Be((expectedWidth, expectedHeight, 3));
    }

    [Theory]
    [InlineData(5000, 4000)]
    [InlineData(4000, 5000)]
    [InlineData(100, 500)]
    [InlineData(500, 100)]
    public void Huge_photos_and_strips_are_left_out(int width, int height) =>
        Resizer.Resize(Png(width, height), 512, keepAspectRatio: false).Fault.Should().Contain($"{width} × {height}");

    [Fact]
    public void Turned_photos_are_stored_upright_and_without_metadata()
    {
        using var wide = Image.Black(400, 200, bands: 3).Mutate(m => m.Set(GValue.GIntType, "orientation", 6));
        var (photo, _) = Resizer.Resize(wide.JpegsaveBuffer(), 512, keepAspectRatio: true);
        (photo!.Width, photo.Height).Should().Be((200, 400));
        using var written = Image.NewFromBuffer(photo.Jpeg);
        written.GetFields().Should().NotContain(f => f.StartsWith("exif", StringComparison.Ordinal));
    }

    [Fact]
    public void Transparent_and_grey_photos_become_colour_on_white()
    {
        using var clear = Image.Black(64, 64, bands: 4).Copy(interpretation: Enums.Interpretation.Srgb);
        using var written = Image.NewFromBuffer(Resizer.Resize(clear.PngsaveBuffer(), 64, keepAspectRatio: false).Photo!.Jpeg);
        written.Bands.Should().Be(3);
        written.Getpoint(5, 5).Should().OnlyContain(v => v > 250);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
    {
        var data = File.ReadAllBytes(Path.Combine(CaptionBench.Scenes, "images", "s000001.jpg"));
        var first = Resizer.Resize(data, 512, keepAspectRatio: false).Photo!.Jpeg;
        for (var i = 0; i < 5; i++)
            Resizer.Resize(data, 512, keepAspectRatio: false).Photo!.Jpeg.Should().Equal(first);
    }

    private static byte[] Png(int width, int height)
    {
        using var image = Image.Black(width, height);
        return image.PngsaveBuffer();
    }
}
