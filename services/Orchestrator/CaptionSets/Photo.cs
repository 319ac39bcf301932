namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>What is known of a photo before it is opened: a row of the metadata file, or of the scan of the folder.</summary>
/// <param name="Image">Path below the folder, with forward slashes.</param>
internal sealed record Photo(string Image)
{
    /// <summary>When it was taken, as its own clock showed it (ISO 8601).</summary>
    public string? Time { get; init; }

    /// <summary>Latitude in degrees, −90 to 90.</summary>
    public double? Lat { get; init; }

    /// <summary>Longitude in degrees, −180 to 180.</summary>
    public double? Lon { get; init; }

    /// <summary>Name of the place.</summary>
    public string? Place { get; init; }

    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Where it comes from, such as a URL.</summary>
    public string? Source { get; init; }

    /// <summary>Its licence.</summary>
    public string? Licence { get; init; }
}
