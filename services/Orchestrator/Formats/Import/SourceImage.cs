namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// An image of a dataset in another format: a file (<see cref="File"/>), bytes (<see cref="Data"/>), something to fetch
/// (<see cref="Url"/>), or the reason why there is none of these (<see cref="Fault"/>). With none of the four the image is known by
/// its hash alone.
/// </summary>
/// <param name="Id">Its id as the source has it.</param>
/// <param name="Place">Where the source names it: file and line, or file and entry.</param>
internal sealed record SourceImage(string Id, string Place)
{
    public string? File { get; init; }

    public byte[]? Data { get; init; }

    public string? Url { get; init; }

    public string? Fault { get; init; }

    /// <summary>SHA-256 as the source states it, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    public long? Size { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Time { get; init; }

    public string? TakenAt { get; init; }

    public string? Source { get; init; }

    public string? Licence { get; init; }

    /// <summary>The image with the file that was found for it, or the reason why there is none.</summary>
    public SourceImage With((string? Path, string? Fault) found) => this with { File = found.Path, Fault = found.Fault };
}
