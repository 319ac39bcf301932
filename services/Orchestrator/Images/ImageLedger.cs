using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

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

    private sealed record Header(string Source);

    /// <summary>Looks at each file that the ledger does not know yet, and gives all entries in order.</summary>
    /// <param name="files">Name and path of each file; the path is null where the name leads out of the folder.</param>
    /// <param name="inspector">Looks at files.</param>
    /// <param name="cancellationToken">Stops looking; what was found stays.</param>
    public async IAsyncEnumerable<(Entry Entry, bool Restored)> FillAsync(
        IAsyncEnumerable<(string Name, string? Path)> files,
        ImageInspector inspector,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var known = await OpenKnownAsync(cancellationToken);
        var keepUntil = known?.NextOffset ?? 0;
        await using var remaining = files.GetAsyncEnumerator(cancellationToken);
        var more = await remaining.MoveNextAsync();
        while (more && known is not null && await ReadEntryAsync(known, cancellationToken) is { } entry && IsStill(entry, remaining.Current))
        {
            keepUntil = known.NextOffset;
            yield return (entry, true);
            more = await remaining.MoveNextAsync();
        }

        if (!more)
            yield break;

        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous);
        file.SetLength(keepUntil);
        file.Seek(0, SeekOrigin.End);
        if (keepUntil == 0)
            await WriteAsync(file, new Header(source), cancellationToken);
        var inspected = OrderedParallel.SelectAsync(
            Rest(remaining), Environment.ProcessorCount * 2, f => InspectAsync(f.Name, f.Path, inspector, cancellationToken), cancellationToken);
        await foreach (var entry in inspected)
        {
            await WriteAsync(file, entry, cancellationToken);
            yield return (entry, false);
        }

        await file.FlushToDiskAsync(cancellationToken);
    }

    /// <summary>The entries of a finished ledger.</summary>
    public static async IAsyncEnumerable<Entry> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        await lines.ReadAsync(cancellationToken);
        while (await lines.ReadAsync(cancellationToken))
            yield return JsonLines.Parse<Entry>(lines);
    }

    private async Task<LineReader?> OpenKnownAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;

        var lines = LineReader.Open(path);
        if (await lines.ReadAsync(cancellationToken) && TryParse<Header>(lines) is { } header && header.Source == source)
            return lines;
        await lines.DisposeAsync();
        return null;
    }

    // A line that was cut off, or whose end was, is looked at again.
    private static async Task<Entry?> ReadEntryAsync(LineReader lines, CancellationToken cancellationToken) =>
        await lines.ReadAsync(cancellationToken) && lines.HasEnd ? TryParse<Entry>(lines) : null;

    private static T? TryParse<T>(LineReader lines)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(lines.Line.Span, Json.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

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

    private static async IAsyncEnumerable<(string Name, string? Path)> Rest(IAsyncEnumerator<(string Name, string? Path)> files)
    {
        do
            yield return files.Current;
        while (await files.MoveNextAsync());
    }

    private static async Task WriteAsync<T>(FileStream file, T value, CancellationToken cancellationToken)
    {
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), cancellationToken);
        await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
