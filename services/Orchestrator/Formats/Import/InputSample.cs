using System.Text;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>A first look at files of an unknown format: names, and the beginnings of a few.</summary>
internal sealed class InputSample
{
    private const int HeadBytes = 4096;
    private const int MaxNames = 10_000;

    private readonly Dictionary<string, string> _heads = new(StringComparer.Ordinal);

    /// <param name="paths">Files and folders.</param>
    public InputSample(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
                Files.Add(path);
            else
            {
                var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = FileAttributes.ReparsePoint };
                Files.AddRange(Directory.EnumerateFiles(path, "*", options).Take(MaxNames).Order(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>Files that were named, and those of named folders two levels deep.</summary>
    public List<string> Files { get; } = [];

    /// <summary>A file's name fits.</summary>
    public bool Has(Func<string, bool> fits) => Files.Exists(f => fits(Path.GetFileName(f)));

    /// <summary>A file fits by name and by the first 4096 bytes of its text.</summary>
    public bool Has(Func<string, bool> fits, Func<string, bool> head) => Files.Exists(f => fits(Path.GetFileName(f)) && head(Head(f)));

    /// <summary>The first line of the first file whose name fits; empty when there is none.</summary>
    public string FirstLine(Func<string, bool> fits) =>
        Files.Find(f => fits(Path.GetFileName(f))) is { } file ? Head(file).Split('\n', 2)[0].TrimEnd('\r') : "";

    private string Head(string path)
    {
        if (_heads.TryGetValue(path, out var known))
            return known;
        var buffer = new byte[HeadBytes];
        var read = 0;
        try
        {
            using var file = File.OpenRead(path);
            read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is recognised by nobody; reading it for good says why.
        }

        return _heads[path] = Encoding.UTF8.GetString(buffer, 0, read).TrimStart('\uFEFF');
    }
}
