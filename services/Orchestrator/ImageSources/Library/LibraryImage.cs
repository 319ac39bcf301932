namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>An image of a library.</summary>
/// <param name="Name">Path below the library's folder, with forward slashes.</param>
/// <param name="File">Absolute path.</param>
internal sealed record LibraryImage(string Name, string File)
{
    public string? Source { get; init; }

    public string? Licence { get; init; }

    public string? Attribution { get; init; }

    public bool Advertisement { get; init; }
}
