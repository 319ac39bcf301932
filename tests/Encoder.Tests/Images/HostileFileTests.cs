using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Images;

/// <summary>Broken and hostile files are refused, each with its reason.</summary>
public sealed class HostileFileTests
{
    private static readonly ImageDecoder Decoder = new(100_000_000);

    [Theory]
    [InlineData("90_trunc.jpg", "cut short")]
    [InlineData("91_garbage.jpg", "no JPEG, PNG, WebP, GIF, BMP or TIFF")]
    [InlineData("92_empty.jpg", "empty")]
    [InlineData("93_hdronly.jpg", "cut short")]
    [InlineData("94_bomb.png", "30000 × 30000 pixels; at most 100000000")]
    [InlineData("95_svg.svg", "no JPEG, PNG, WebP, GIF, BMP or TIFF")]
    public void Each_is_refused_with_its_reason(string file, string reason)
    {
        Assert.SkipWhen(Repository.SharedData("encoder_vectors") is null, "the hostile files are not on this machine (../shared/data/encoder_vectors)");
        var decode = () => Decoder.Decode(File.ReadAllBytes(Repository.SharedData("encoder_vectors", "images", file)!), applyExif: false);
        decode.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.InvalidArgument).WithMessage($"*{reason}*");
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".gif")]
    [InlineData(".tif")]
    public void A_file_that_is_cut_in_half_is_refused(string suffix)
    {
        using var image = NetVips.Image.NewFromBuffer(Fixture.Png(1, 200, 150));
        var whole = image.WriteToBuffer(suffix);
        using (Decoder.Decode(whole, applyExif: false))
        {
        }

        var decode = () => Decoder.Decode(whole.AsMemory(0, whole.Length / 2), applyExif: false);
        decode.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.InvalidArgument);
    }

    [Fact]
    public void An_image_too_thin_to_resize_is_refused()
    {
        using var raster = Raster.Rent(1, 2_000_000, PixelKind.Grey);
        var resize = () => new Preprocessor(new PreprocessSettings(), 224).ToSquare(raster, new byte[224 * 224 * 3]);
        resize.Should().Throw<BenchException>().WithMessage("*too long and thin*");
    }
}
