namespace ImageSearchBench.Orchestrator.Images;

/// <summary>What came of looking at an image file: either its properties or the reason why it cannot be used.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hash of the file, lower-case hex.</param>
/// <param name="Width">Pixels as stored.</param>
/// <param name="Height">Pixels as stored.</param>
internal sealed record ImageInspection(long Size, string Sha256, int Width, int Height)
{
    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Fault { get; init; }

    public static ImageInspection Good(long size, string sha256, int width, int height) => new(size, sha256, width, height);

    public static ImageInspection Bad(string fault) => new(0, "", 0, 0) { Fault = fault };
}
