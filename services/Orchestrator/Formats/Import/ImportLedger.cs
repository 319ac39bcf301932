using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// What came of each image, in order, kept in a file: an import that was cut off looks at, decodes or fetches only what is not in it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="fingerprint">Identifies the source; the ledger of another one is not used.</param>
internal sealed class ImportLedger(string path, string fingerprint)
{
    private sealed record Header(string Fingerprint);

    /// <summary>Takes each image that the ledger does not know yet, several at once, and gives all entries in order.</summary>
    public async IAsyncEnumerable<(ImportedImage Image, bool Restored)> FillAsync(
        IAsyncEnumerable<SourceImage> images, ImageIntake intake, int width, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var known = await OpenKnownAsync(cancellationToken);
        var keepUntil = known?.NextOffset ?? 0;
        await using var remaining = images.GetAsyncEnumerator(cancellationToken);
        var more = await remaining.MoveNextAsync();
        while (more && known is not null && await ReadEntryAsync(known, cancellationToken) is { } entry && ImageIntake.IsStill(entry, remaining.Current))
        {
            keepUntil = known.NextOffset;
            yield return (entry, true);
            more = await remaining.MoveNextAsync();
        }

        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous);
        file.SetLength(keepUntil);
        file.Seek(0, SeekOrigin.End);
        if (keepUntil == 0)
            await WriteAsync(file, new Header(fingerprint), cancellationToken);
        if (more)
        {
            var taken = OrderedParallel.SelectAsync(Rest(remaining), width, i => intake.TakeAsync(i, cancellationToken), cancellationToken);
            await foreach (var entry in taken)
            {
                await WriteAsync(file, entry, cancellationToken);
                yield return (entry, false);
            }
        }

        await file.FlushToDiskAsync(cancellationToken);
    }

    /// <summary>The entries of a finished ledger.</summary>
    public async IAsyncEnumerable<ImportedImage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        await lines.ReadAsync(cancellationToken);
        while (await lines.ReadAsync(cancellationToken))
            yield return JsonLines.Parse<ImportedImage>(lines);
    }

    private async Task<LineReader?> OpenKnownAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        var lines = LineReader.Open(path);
        if (await lines.ReadAsync(cancellationToken) && TryParse<Header>(lines)?.Fingerprint == fingerprint)
            return lines;
        await lines.DisposeAsync();
        return null;
    }

    // A line that was cut off, or whose end was, is done again.
    private static async Task<ImportedImage?> ReadEntryAsync(LineReader lines, CancellationToken cancellationToken) =>
        await lines.ReadAsync(cancellationToken) && lines.HasEnd ? TryParse<ImportedImage>(lines) : null;

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

    private static async IAsyncEnumerable<SourceImage> Rest(IAsyncEnumerator<SourceImage> images)
    {
        do
            yield return images.Current;
        while (await images.MoveNextAsync());
    }

    private static async Task WriteAsync<T>(FileStream file, T value, CancellationToken cancellationToken)
    {
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), cancellationToken);
        await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
