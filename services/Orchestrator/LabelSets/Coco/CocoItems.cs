namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>An entry of <c>images</c>.</summary>
internal sealed record CocoImage(long Id, string FileName, int Width, int Height)
{
    public string? Time { get; init; }

    public string? Place { get; init; }

    public string? Source { get; init; }

    /// <summary>Id in <c>licenses</c>.</summary>
    public long? Licence { get; init; }
}

/// <summary>An entry of <c>categories</c>.</summary>
internal sealed record CocoCategory(long Id, string Name);

/// <summary>An entry of <c>annotations</c>: a box of a category on an image, in pixels.</summary>
internal readonly record struct CocoBox(long ImageId, long CategoryId, double X, double Y, double Width, double Height, bool IsCrowd);
