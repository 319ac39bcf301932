namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>The image files below folders, in ordinal order of their names folder by folder; links are not followed.</summary>
internal static class ImageListing
{
    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The file's name says that it is an image.</summary>
    public static bool IsImage(string name) => Extensions.Contains(Path.GetExtension(name));

    /// <summary>The images of each named folder, or of its subfolder <c>images</c> where it has one: name below the folder, and path.</summary>
    public static IEnumerable<(string Name, string Path)> Of(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            var images = Path.Combine(folder, "images");
            var root = Directory.Exists(images) ? images : folder;
            foreach (var path in Below(root))
                yield return (Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), path);
        }
    }

    private static IEnumerable<string> Below(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options).Where(f => IsImage(f)).Order(StringComparer.Ordinal))
            yield return file;
        foreach (var file in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal).SelectMany(Below))
            yield return file;
    }
}
