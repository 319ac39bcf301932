using NetVips;

namespace ImageSearchBench.QueryGeneration.Tests.Harness;

/// <summary>Small images, each with another content.</summary>
internal static class SampleImages
{
    /// <summary>A JPEG of noise.</summary>
    public static byte[] Jpeg(int seed, int side = 64)
    {
        using var noise = Image.Gaussnoise(side, side, sigma: 40, mean: 128, seed: seed);
        return noise.JpegsaveBuffer();
    }
}
