using ImageSearchBench.Encoder.Images;

namespace ImageSearchBench.Encoder.Models;

/// <summary>Images to try an image tower on.</summary>
internal static class TrialTensors
{
    /// <summary>Seeded noise as the model's own preprocessing makes a tensor of it.</summary>
    public static float[] Noise(Preprocessor preprocessor, int seed)
    {
        var random = new Random(seed);
        using var raster = Raster.Rent(preprocessor.Size, preprocessor.Size, PixelKind.Rgb);
        random.NextBytes(raster.Pixels);
        var tensor = new float[preprocessor.TensorLength];
        preprocessor.ToTensor(raster, tensor);
        return tensor;
    }
}
