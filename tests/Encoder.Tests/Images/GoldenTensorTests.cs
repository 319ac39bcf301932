using System.Runtime.InteropServices;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Images;

/// <summary>The tensor that CLIP's reference preprocessing gives for a photo (<c>preprocess-golden</c>).</summary>
public sealed class GoldenTensorTests
{
    private const int NpyHeader = 128;

    [Fact]
    public void The_reference_tensor_is_reproduced()
    {
        Assert.SkipWhen(Repository.SharedData("preprocess-golden") is null, "the reference tensor is not on this machine (../shared/data/preprocess-golden)");
        var npy = File.ReadAllBytes(Repository.SharedData("preprocess-golden", "expected_preprocessed_image.npy")!);
        var expected = MemoryMarshal.Cast<byte, float>(npy.AsSpan(NpyHeader)).ToArray();
        expected.Should().HaveCount(3 * 224 * 224);

        using var raster = new ImageDecoder(100_000_000).Decode(File.ReadAllBytes(Repository.SharedData("preprocess-golden", "franz-kafka.jpg")!), applyExif: false);
        var tensor = new float[expected.Length];
        new Preprocessor(new PreprocessSettings(), 224).ToTensor(raster, tensor);

        var differing = expected.Zip(tensor).Count(p => Math.Abs(p.First - p.Second) > Tolerance);
        differing.Should().Be(0, "the largest difference is {0}", expected.Zip(tensor).Max(p => Math.Abs(p.First - p.Second)));
    }

    private const float Tolerance = 2e-6f;
}
