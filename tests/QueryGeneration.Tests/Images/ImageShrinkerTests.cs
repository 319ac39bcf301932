using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Images;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.QueryGeneration.Tests.Images;

public sealed class ImageShrinkerTests : IDisposable
{
    private readonly ImageShrinker _shrinker = new(Options.Create(new QueryGenerationOptions { MaxImageSide = 256, MaxImagePixels = 1_000_000 }));

    public void Dispose() => _shrinker.Dispose();

    [Theory]
    [InlineData(800, 400, ".jpg", 256, 128)]
    [InlineData(300, 900, ".png", 85, 256)]
    [InlineData(100, 60, ".webp", 100, 60)]
    [InlineData(100, 60, ".tif", 100, 60)]
    public async Task The_longer_side_fits_and_nothing_grows(int width, int height, string format, int expectedWidth, int expectedHeight)
    {
        using var image = Grey(width, height);

        using var shrunk = Image.NewFromBuffer(await _shrinker.ShrinkAsync(image.WriteToBuffer(format), CancellationToken.None));

        (shrunk.Width, shrunk.Height).Should().Be((expectedWidth, expectedHeight));
        shrunk.Get("vips-loader").Should().Be("jpegload_buffer");
    }

    [Fact]
    public async Task Metadata_stays_here_and_the_image_is_upright()
    {
        using var image = Grey(200, 100).Mutate(m =>
        {
            m.Set(GValue.GIntType, "orientation", 6);
            m.Set(GValue.GStrType, "exif-ifd0-Artist", "somebody");
        });

        using var shrunk = Image.NewFromBuffer(await _shrinker.ShrinkAsync(image.JpegsaveBuffer(), CancellationToken.None));

        (shrunk.Width, shrunk.Height).Should().Be((100, 200));
        shrunk.GetFields().Should().NotContain(f => f.StartsWith("exif-ifd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Transparency_becomes_white()
    {
        using var image = Grey(50, 50).Bandjoin(0);

        using var shrunk = Image.NewFromBuffer(await _shrinker.ShrinkAsync(image.PngsaveBuffer(), CancellationToken.None));

        shrunk.Bands.Should().Be(3);
        shrunk.Avg().Should().BeGreaterThan(250);
    }

    [Fact]
    public async Task Hostile_files_are_refused()
    {
        using var small = Image.Gaussnoise(400, 400, sigma: 40, mean: 128, seed: 1);
        var jpeg = small.JpegsaveBuffer();
        await ShouldRefuse("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "no JPEG");
        await ShouldRefuse([], "no JPEG");
        await ShouldRefuse(jpeg[..(jpeg.Length / 2)], "broken or cut off");
        await ShouldRefuse([0xFF, 0xD8, 0xFF, 1, 2, 3], "broken or cut off");
        using var bomb = Image.Black(5000, 5000);
        await ShouldRefuse(bomb.PngsaveBuffer(), "5000 × 5000 pixels");
    }

    private async Task ShouldRefuse(byte[] bytes, string said) =>
        (await FluentActions.Awaiting(() => _shrinker.ShrinkAsync(bytes, CancellationToken.None)).Should().ThrowAsync<BenchException>())
            .WithMessage($"*{said}*").Which.Kind.Should().Be(ErrorKind.InvalidArgument);

    private static Image Grey(int width, int height) => (Image.Black(width, height, bands: 3) + 128).Cast(Enums.BandFormat.Uchar);
}
