namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>An image in formats whose entries have room for more fields.</summary>
/// <param name="FileName">Its file below the export's folder; null for one that goes out as URL and hash.</param>
internal sealed record DocumentFields(string? FileName)
{
    public string? Sha256 { get; init; }

    public long? Size { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Time { get; init; }

    public string? Place { get; init; }

    public string? Source { get; init; }

    public string? Licence { get; init; }

    /// <summary>An image's fields, with its file in <c>images/</c>.</summary>
    public static DocumentFields Of(ExportedImage image) => new(image.File is null ? null : $"images/{image.Name}")
    {
        Sha256 = image.Image.Sha256,
        Size = image.Image.Size,
        Width = image.Image.Width,
        Height = image.Image.Height,
        Time = image.Image.Time,
        Place = image.Image.Place,
        Source = image.Image.Source,
        Licence = image.Image.Licence,
    };
}
