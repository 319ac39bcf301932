using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Images;

/// <summary>The images of <c>encoder_vectors</c> with what Pillow 9.4 makes of them at 224 × 224 (see its README).</summary>
public sealed class PillowVectorTests
{
    private const int Size = 224;
    private const string Skip = "the reference images are not on this machine (../shared/data/encoder_vectors)";

    // 16-bit grey: Pillow saturates to white; scaling is right, and docs/encoder.md says so.
    private static readonly string[] Exempt = ["17_gray16.png"];

    private static readonly Dictionary<string, PreprocessSettings> Modes = new(StringComparer.Ordinal)
    {
        ["clip_tv"] = new() { Resize = ResizeMode.Shortest, CropRounding = CropRounding.HalfEven },
        ["clip_hf"] = new() { Resize = ResizeMode.Shortest, CropRounding = CropRounding.Floor },
        ["sq_bicubic"] = new() { Resize = ResizeMode.Squash },
        ["sq_bilinear"] = new() { Resize = ResizeMode.Squash, Filter = ResampleFilter.Bilinear },
        ["sq_bicubic_resizefirst"] = new() { Resize = ResizeMode.Squash, Order = ConversionOrder.ResizeFirst },
    };

    [Theory]
    [InlineData("clip_tv")]
    [InlineData("clip_hf")]
    [InlineData("sq_bicubic")]
    [InlineData("sq_bilinear")]
    [InlineData("sq_bicubic_resizefirst")]
    public void Every_image_equals_Pillow_byte_for_byte(string mode)
    {
        Assert.SkipWhen(Repository.SharedData("encoder_vectors") is null, Skip);
        var decoder = new ImageDecoder(100_000_000);
        var preprocessor = new Preprocessor(Modes[mode], Size);
        var differences = new List<string>();
        var compared = 0;
        foreach (var file in Directory.GetFiles(Repository.SharedData("encoder_vectors", "images")!).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            var expected = Repository.SharedData("encoder_vectors", "pillow", $"{name}.{mode}.png");
            if (expected is null || Exempt.Contains(name))
                continue;
            compared++;
            using var reference = decoder.Decode(File.ReadAllBytes(expected), applyExif: false);
            using var image = decoder.Decode(File.ReadAllBytes(file), applyExif: false);
            var square = new byte[Size * Size * 3];
            preprocessor.ToSquare(image, square);
            var differing = 0;
            for (var i = 0; i < square.Length; i++)
                differing += square[i] == reference.Pixels[i] ? 0 : 1;
            if (differing > 0)
                differences.Add($"{name}: {differing} bytes");
        }

        compared.Should().BeGreaterThan(20);
        differences.Should().BeEmpty();
    }
}
