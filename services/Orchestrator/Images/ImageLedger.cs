using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Images;

/// <summary>
/// What came of looking at each image, in order, kept in a file: a job that was cut off looks only at the images that are not in it,
/// and at those that changed since.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="source">Identifies the list of images; a ledger of another list is not used.</param>
internal sealed class ImageLedger(string path, string source)
{
    /// <summary>An entry: the file as it was, and what was found.</summary>
    internal sealed record Entry(string File, long Length, long Modified, ImageInspection Inspection);

    /// <summary>Looks at each file that the ledger does not know yet, and gives all entries in order.</summary>
    /// <param name="files">Name and path of each file; the path is null where the name leads out of the folder.</param>
    /// <param name="inspector">Looks at files.</param>
    /// <param name="retryFailed">Files with a fault are looked at again, although they did not change.</param>
    /// <param name="cancellationToken">Stops looking; what was found stays.</param>
    public IAsyncEnumerable<(Entry Entry, bool Restored)> FillAsync(
        IAsyncEnumerable<(string Name, string? Path)> files, ImageInspector inspector, bool retryFailed, CancellationToken cancellationToken) =>
        new OrderedLedger<(string Name, string? Path), Entry>(path, source)
        {
            IsStill = IsStill,
            IsFailed = entry => entry.Inspection.Fault is not null,
            TakeAsync = file => InspectAsync(file.Name, file.Path, inspector, cancellationToken),
        }.FillAsync(files, Environment.ProcessorCount * 2, retryFailed, cancellationToken);

    /// <summary>The entries of a finished ledger.</summary>
    public static IAsyncEnumerable<Entry> ReadAsync(string path, CancellationToken cancellationToken) =>
        OrderedLedger<(string Name, string? Path), Entry>.ReadAsync(path, cancellationToken);

    private static bool IsStill(Entry entry, (string Name, string? Path) file)
    {
        var (length, modified) = Stamp(file.Path);
        return entry.File == file.Name && entry.Length == length && entry.Modified == modified;
    }

    private static (long Length, long Modified) Stamp(string? path)
    {
        var info = path is null ? null : new FileInfo(path);
        return info is { Exists: true } ? (info.Length, info.LastWriteTimeUtc.Ticks) : (-1, 0);
    }

    private static async Task<Entry> InspectAsync(string name, string? path, ImageInspector inspector, CancellationToken cancellationToken)
    {
        // The stamp comes first: a file that changes in between is looked at again next time.
        var (length, modified) = Stamp(path);
        var inspection = path is null
            ? ImageInspection.Bad("the file name leads out of the image folder.")
            : await inspector.InspectAsync(path, cancellationToken);
        return new Entry(name, length, modified, inspection);
    }
}
