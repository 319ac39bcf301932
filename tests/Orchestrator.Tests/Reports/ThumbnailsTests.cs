using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

public sealed class ThumbnailsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_keeps_its_shape()
    {
        var thumbnail = Thumbnails.Make(ReportSamples.Draw(_folder["a.png"], 400, 200), edge: 160)!;

        (thumbnail.Width, thumbnail.Height).Should().Be((160, 80));
        thumbnail.DataUri.Should().StartWith("data:image/jpeg;base64,/9j/");
    }

    [Fact]
    public void A_small_image_is_not_enlarged() =>
        Thumbnails.Make(ReportSamples.Draw(_folder["a.png"], 30, 20), edge: 160)!.Width.Should().Be(30);

    [Fact]
    public void A_file_that_is_no_image_or_not_there_gives_no_picture()
    {
        File.WriteAllText(_folder["broken.jpg"], "not an image");

        Thumbnails.Make(_folder["broken.jpg"], 160).Should().BeNull();
        Thumbnails.Make(_folder["missing.jpg"], 160).Should().BeNull();
    }

    [Theory]
    [InlineData(0, 160)]
    [InlineData(300, 160)]
    [InlineData(1000, 98)]
    [InlineData(100_000, 48)]
    public void More_pictures_are_smaller_ones(int pictures, int edge) => Thumbnails.EdgeFor(pictures).Should().Be(edge);
}
