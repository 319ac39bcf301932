namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>Paths that services open: they have another current folder than the caller, so paths are made absolute first.</summary>
internal static class ServerPaths
{
    /// <summary>The path, absolute; empty stays empty.</summary>
    public static string Absolute(string? path) => string.IsNullOrEmpty(path) ? "" : Path.GetFullPath(path);

    /// <summary>A dataset as it is named to the Orchestrator: a folder's path is made absolute; hashes and names stay.</summary>
    public static string Dataset(string value) =>
        value.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || File.Exists(Path.Combine(value, "dataset.json"))
            ? Path.GetFullPath(value)
            : value;
}
