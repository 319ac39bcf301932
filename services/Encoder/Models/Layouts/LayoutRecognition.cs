using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>Describes a model's folder that has no manifest of ours, by the files that exporters write.</summary>
internal static class LayoutRecognition
{
    /// <summary>The manifest that a folder would have.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the layout is not known.</exception>
    public static ModelManifest Describe(string folder) =>
        throw BenchException.Invalid($"'{folder}' has no {ModelManifest.FileName} and no layout that is known.", "directory");
}
