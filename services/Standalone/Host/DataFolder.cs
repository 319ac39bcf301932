namespace ImageSearchBench.Standalone.Host;

/// <summary>The folder that holds all that the services keep when they run in one process.</summary>
internal sealed class DataFolder(string path)
{
    /// <summary>Its absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Settings that put each service's data in its place below the folder.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Encoder:ModelsPath"] = System.IO.Path.Combine(Path, "models"),
        ["Encoder:CachePath"] = System.IO.Path.Combine(Path, "cache", "embeddings"),
        ["Index:DataPath"] = System.IO.Path.Combine(Path, "index"),
        ["QueryGeneration:DataPath"] = System.IO.Path.Combine(Path, "query-generation"),
        ["Orchestrator:DataPath"] = Path,
    };
}
