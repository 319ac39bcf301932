using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>A model in memory, warm.</summary>
internal sealed class LoadedModel(ModelManifest manifest, ImageEncoder? images, TextEncoder? texts) : IDisposable
{
    public ModelManifest Manifest => manifest;

    public bool IsAlive => (images?.IsAlive ?? true) && (texts?.IsAlive ?? true);

    /// <summary>Its image tower.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it has none.</exception>
    public ImageEncoder Images => images ?? throw BenchException.Invalid($"The model '{manifest.Name}' encodes texts only.", "model");

    /// <summary>Its text tower.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it has none.</exception>
    public TextEncoder Texts => texts ?? throw BenchException.Invalid($"The model '{manifest.Name}' encodes images only.", "model");

    public void Dispose()
    {
        images?.Dispose();
        texts?.Dispose();
    }
}
