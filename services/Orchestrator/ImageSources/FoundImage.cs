namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>An image that a source found.</summary>
/// <param name="Key">What it is known by: its URL, or its name in a library. Two results with one key are the same image.</param>
internal sealed record FoundImage(string Key)
{
    /// <summary>Address to fetch it from; null for a file.</summary>
    public string? Url { get; init; }

    /// <summary>Path of its file on this machine; null for one that must be fetched.</summary>
    public string? File { get; init; }

    /// <summary>Width of the original in pixels; null where the source does not say.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the original in pixels; null where the source does not say.</summary>
    public int? Height { get; init; }

    /// <summary>Title or caption.</summary>
    public string? Title { get; init; }

    /// <summary>Address of the page that shows it.</summary>
    public string? Page { get; init; }

    /// <summary>Its licence: name, then address where there is one.</summary>
    public string? Licence { get; init; }

    /// <summary>Whom to name.</summary>
    public string? Attribution { get; init; }

    /// <summary>The source says that it is an advertisement.</summary>
    public bool IsAdvertisement { get; init; }

    /// <summary>Why it cannot be used, such as a result without a licence; null when it can.</summary>
    public string? Fault { get; init; }
}
