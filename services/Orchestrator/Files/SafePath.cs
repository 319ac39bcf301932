namespace ImageSearchBench.Orchestrator.Files;

/// <summary>Paths that come out of files of others.</summary>
internal static class SafePath
{
    /// <summary>A path below a folder, or null when the relative path is empty, rooted, or climbs out.</summary>
    public static string? Below(string folder, string relative)
    {
        if (relative.Length == 0 || relative.Contains('\0') || relative.Contains('\\') || Path.IsPathRooted(relative))
            return null;
        return relative.Split('/').Any(part => part is "" or "." or "..") ? null : Path.Combine(folder, relative);
    }
}
