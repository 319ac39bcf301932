using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>An image as it goes out.</summary>
/// <param name="Image">The image.</param>
/// <param name="File">Its file; null for one that goes out as URL and hash.</param>
internal sealed record ExportedImage(DatasetImage Image, string? File)
{
    /// <summary>The file name below the export's image folder: that below the dataset's.</summary>
    public string Name =>
        Image.File is { } file && file.StartsWith(DatasetFiles.ImageFolder + "/", StringComparison.Ordinal)
            ? file[(DatasetFiles.ImageFolder.Length + 1)..]
            : Image.File ?? "";
}
