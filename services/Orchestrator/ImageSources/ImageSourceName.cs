namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>An image source as a person names it.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="Path">Absolute path of the library or the description; empty for a source without one.</param>
internal sealed record ImageSourceName(string Kind, string Path)
{
    public const string Library = "library";
    public const string Openverse = "openverse";
    public const string Commons = "commons";
    public const string Http = "http";

    /// <summary>What is expected, for messages.</summary>
    public const string Known = "library:PATH, openverse, commons or http:FILE";

    /// <summary>Reads a name; null when it is none.</summary>
    public static ImageSourceName? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, path) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return (kind, path.Length > 0) switch
        {
            (Library or Http, true) => new ImageSourceName(kind, System.IO.Path.GetFullPath(path)),
            (Openverse or Commons, false) => new ImageSourceName(kind, ""),
            _ => null,
        };
    }

    public override string ToString() => Path.Length > 0 ? $"{Kind}:{Path}" : Kind;
}
