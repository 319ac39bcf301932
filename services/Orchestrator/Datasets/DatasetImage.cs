namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>A line of <c>images.jsonl</c>.</summary>
/// <param name="Id">Unique in the dataset, without white space.</param>
/// <param name="File">Path below the dataset's folder, with forward slashes; null where the folder holds no image files.</param>
internal sealed record DatasetImage(string Id, string? File = null)
{
    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Width in pixels as stored, before any EXIF orientation.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels as stored, before any EXIF orientation.</summary>
    public int? Height { get; init; }

    /// <summary>When it was taken, as its source says it.</summary>
    public string? Time { get; init; }

    /// <summary>Where it was taken, as its source says it.</summary>
    public string? Place { get; init; }

    /// <summary>Where it comes from, such as a URL.</summary>
    public string? Source { get; init; }

    /// <summary>Its licence.</summary>
    public string? Licence { get; init; }

    /// <summary>Its title or caption, as its source says it.</summary>
    public string? Title { get; init; }

    /// <summary>Address of the page that shows it.</summary>
    public string? Page { get; init; }

    /// <summary>Whom to name.</summary>
    public string? Attribution { get; init; }
}
