using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>What an importer reads.</summary>
/// <param name="Paths">Files and folders that were named, absolute, archives unpacked.</param>
/// <param name="Split">The split wanted; empty for the only one, or <c>test</c>.</param>
/// <param name="Language">Language of the queries; empty where the files or the script say it.</param>
/// <param name="WorkFolder">Folder for what a reader must put aside.</param>
/// <param name="Faults">Where faults go.</param>
internal sealed record SourceInput(IReadOnlyList<string> Paths, string Split, string Language, string WorkFolder, IFormatFaults Faults)
{
    /// <summary>The folders that were named.</summary>
    public IReadOnlyList<string> Folders => [.. Paths.Where(Directory.Exists)];

    /// <summary>Files that were named, and those directly in the named folders, in ordinal order of each folder's names.</summary>
    public IEnumerable<string> Files() => Paths.SelectMany(path => Directory.Exists(path) ? Sorted(Directory.EnumerateFiles(path)) : [path]);

    /// <summary>As <see cref="Files"/>, with those of subfolders.</summary>
    public IEnumerable<string> AllFiles() =>
        Paths.SelectMany(path => Directory.Exists(path) ? Sorted(Directory.EnumerateFiles(path, "*", Deep)) : [path]);

    /// <summary>The first file whose name fits.</summary>
    public string? Find(Func<string, bool> fits) => Files().FirstOrDefault(f => fits(Path.GetFileName(f)));

    /// <summary>The first file whose name fits.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public string Require(string what, Func<string, bool> fits) =>
        Find(fits) ?? throw BenchException.NotFound($"There is no {what} among {string.Join(", ", Paths)}: name the file, or the folder that has it.", "paths");

    /// <summary>The split among those that are there: the wanted one, the only one, or <c>test</c>.</summary>
    /// <exception cref="BenchException">It is not there, or there are several.</exception>
    public string ChooseSplit(IReadOnlyCollection<string> there)
    {
        if (Split.Length > 0)
        {
            return there.Contains(Split)
                ? Split
                : throw BenchException.Invalid($"There is no split '{Split}'; there is {string.Join(", ", there.Order(StringComparer.Ordinal))}.", "split");
        }

        if (there.Count == 1)
            return there.Single();
        return there.Contains("test")
            ? "test"
            : throw BenchException.Invalid($"Say which split: {string.Join(", ", there.Order(StringComparer.Ordinal))}.", "split");
    }

    /// <summary>Finds images below the named folders and beside the named files, each also in a folder <c>images</c>.</summary>
    public ImageFinder ImageFinder()
    {
        var folders = Paths.Select(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!)
            .SelectMany(f => new[] { f, Path.Combine(f, "images") });
        return new ImageFinder([.. folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists)]);
    }

    private static EnumerationOptions Deep => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private static IEnumerable<string> Sorted(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);
}
