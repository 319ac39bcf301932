namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>An image as the annotations list it; kept in a file while a label set is built.</summary>
/// <param name="File">Path below the folder of the images.</param>
internal sealed record ImageEntry(string File)
{
    public string? Time { get; init; }

    public string? Place { get; init; }

    public string? Source { get; init; }

    /// <summary>Id of its licence in the annotations.</summary>
    public long? Licence { get; init; }
}
