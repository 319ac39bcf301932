namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>An image that was fetched or read: its stored JPEG file, or why there is none.</summary>
/// <param name="Key">What its source knows it by.</param>
/// <param name="SourceSha256">Hash of the file as it came.</param>
/// <param name="Sha256">Hash of the JPEG.</param>
/// <param name="Size">Bytes of the JPEG.</param>
/// <param name="Width">Pixels of the JPEG.</param>
/// <param name="Height">Pixels of the JPEG.</param>
internal sealed record Picture(string Key, string SourceSha256, string Sha256, long Size, int Width, int Height)
{
    /// <summary>Why there is none; null when there is one.</summary>
    public PictureFault? Fault { get; init; }

    public static Picture Bad(string key, DropReason reason, string detail) => new(key, "", "", 0, 0, 0) { Fault = new PictureFault(reason, detail) };
}

/// <summary>Why an image cannot be taken.</summary>
internal sealed record PictureFault(DropReason Reason, string Detail);

/// <summary>What pictures may be.</summary>
/// <param name="Size">Longest side of the stored JPEG in pixels.</param>
/// <param name="MaxBytes">Most bytes of a file as it comes.</param>
internal sealed record PictureLimits(int Size, int MaxBytes);
