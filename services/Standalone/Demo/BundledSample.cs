using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>The sample that comes with the program: drawn scenes with boxes and a taxonomy, and two small encoders.</summary>
/// <param name="Annotations">Boxes in COCO format.</param>
/// <param name="Images">Folder of the images.</param>
/// <param name="Taxonomy">Label names and taxonomy.</param>
/// <param name="Models">Folders of the models, the better one first; each one's name is its folder's.</param>
internal sealed record BundledSample(string Annotations, string Images, string Taxonomy, IReadOnlyList<string> Models)
{
    /// <summary>The sample beside the program.</summary>
    /// <exception cref="BenchException">It is not there.</exception>
    public static BundledSample Find()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples");
        var scenes = Path.Combine(folder, "scenes");
        return Directory.Exists(scenes)
            ? new BundledSample(
                Path.Combine(scenes, "annotations", "instances.json"),
                Path.Combine(scenes, "images"),
                Path.Combine(scenes, "taxonomy.json"),
                [Path.Combine(folder, "models", "scenes-small"), Path.Combine(folder, "models", "scenes-tiny")])
            : throw BenchException.NotFound($"The bundled sample is missing: {scenes}. Build or install the program again.");
    }
}
