namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>A line of the import's ledger: what came of an image of the source.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Place">Where the source names it.</param>
internal sealed record ImportedImage(string Id, string Place)
{
    /// <summary>Its file: a path, or the name of one put aside; null for an image that is known by its hash alone.</summary>
    public string? File { get; init; }

    /// <summary>The file was put aside by the import (rather than being the user's own).</summary>
    public bool Stored { get; init; }

    /// <summary>Length and time of change of a user's own file: a file that changed is looked at again.</summary>
    public string? Stamp { get; init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Fault { get; init; }

    /// <summary>File name extension of its format, with a dot.</summary>
    public string Extension { get; init; } = "";

    public string? Sha256 { get; init; }

    public long? Size { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Time { get; init; }

    public string? TakenAt { get; init; }

    public string? Source { get; init; }

    public string? Licence { get; init; }
}
