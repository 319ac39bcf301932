using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Finds image files that an annotation file names, below a few folders and never outside: names come from anybody's files.</summary>
/// <param name="folders">Where to look, in this order; a folder that a person named may itself be a link.</param>
internal sealed class ImageFinder(IReadOnlyList<string> folders)
{
    private readonly HashSet<string> _plainFolders = new(StringComparer.Ordinal);

    /// <summary>Looks for a file.</summary>
    /// <returns>Its path, or the reason why there is none.</returns>
    public (string? Path, string? Fault) Find(string name)
    {
        if (SafePath.Below("", name) is null)
            return (null, "the file name leads out of the image folder: only names below it are read.");
        foreach (var folder in folders)
        {
            var path = System.IO.Path.Combine(folder, name);
            if (File.Exists(path))
                return LeadsOut(folder, path) ? (null, "the file is a symbolic link that leads out of the image folder: put the file itself there.") : (path, null);
        }

        return (null, "the file is not there.");
    }

    private bool LeadsOut(string folder, string path)
    {
        // A link anywhere between the folder and the file may lead out.
        for (var part = path; part.Length > folder.Length; part = System.IO.Path.GetDirectoryName(part)!)
        {
            if (part != path && _plainFolders.Contains(part))
                return false;
            var info = new FileInfo(part);
            if (info.LinkTarget is null)
                continue;
            var target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            var root = System.IO.Path.GetFullPath(folder).TrimEnd('/') + "/";
            if (target is null || !target.StartsWith(root, StringComparison.Ordinal))
                return true;
        }

        if (System.IO.Path.GetDirectoryName(path) is { } parent && parent.Length > folder.Length)
            _plainFolders.Add(parent);
        return false;
    }
}
