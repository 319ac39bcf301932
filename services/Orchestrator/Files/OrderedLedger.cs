using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>
/// What came of each item of a list, in its order, kept in a file: work that was cut off takes only the items that are not in it, and
/// those that changed since. Memory does not grow with the list.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="source">Identifies the list; the ledger of another one is not used.</param>
internal sealed class OrderedLedger<TItem, TEntry>(string path, string source)
    where TEntry : class
{
    private sealed record Header(string Source);

    /// <summary>Whether an entry still says how it is with an item.</summary>
    public required Func<TEntry, TItem, bool> IsStill { get; init; }

    /// <summary>Whether an entry says that its item cannot be used.</summary>
    public required Func<TEntry, bool> IsFailed { get; init; }

    /// <summary>Takes an item; several are taken at once.</summary>
    public required Func<TItem, Task<TEntry>> TakeAsync { get; init; }

    /// <summary>Takes each item that the ledger does not know yet, and gives all entries in order, with whether they were known.</summary>
    /// <param name="items">The list.</param>
    /// <param name="width">Items taken at once, at most.</param>
    /// <param name="retryFailed">Items that failed are taken again; the others stay as they are known.</param>
    /// <param name="cancellationToken">Stops taking; what is known stays.</param>
    public async IAsyncEnumerable<(TEntry Entry, bool Restored)> FillAsync(
        IAsyncEnumerable<TItem> items, int width, bool retryFailed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var known = await OpenKnownAsync(cancellationToken);
        await using var remaining = items.GetAsyncEnumerator(cancellationToken);
        var more = await remaining.MoveNextAsync();
        var keepUntil = known?.NextOffset ?? 0;
        var retried = path + ".retried";
        await using var file = retryFailed ? DurableFile.Create(retried) : OpenOwn();
        if (retryFailed || known is null)
            await BeginAsync(file, cancellationToken);
        var entries = KnownAsync();
        await foreach (var (entry, restored) in retryFailed ? OrderedParallel.SelectAsync(entries, width, AgainAsync, cancellationToken) : Restored(entries))
        {
            if (retryFailed)
                await WriteAsync(file, entry, cancellationToken);
            yield return (entry, restored);
        }

        if (!retryFailed && known is not null)
        {
            file.SetLength(keepUntil);
            file.Seek(0, SeekOrigin.End);
        }

        await foreach (var entry in OrderedParallel.SelectAsync(RestAsync(), width, TakeAsync, cancellationToken))
        {
            await WriteAsync(file, entry, cancellationToken);
            yield return (entry, false);
        }

        await file.FlushToDiskAsync(cancellationToken);
        if (retryFailed)
            DurableFile.Publish(retried, path);

        async IAsyncEnumerable<(TItem Item, TEntry Entry)> KnownAsync()
        {
            while (more && known is not null && await ReadEntryAsync(known, cancellationToken) is { } entry && IsStill(entry, remaining.Current))
            {
                keepUntil = known.NextOffset;
                yield return (remaining.Current, entry);
                more = await remaining.MoveNextAsync();
            }
        }

        async IAsyncEnumerable<TItem> RestAsync()
        {
            for (; more; more = await remaining.MoveNextAsync())
                yield return remaining.Current;
        }
    }

    /// <summary>The entries of a finished ledger.</summary>
    public static async IAsyncEnumerable<TEntry> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        await lines.ReadAsync(cancellationToken);
        while (await lines.ReadAsync(cancellationToken))
            yield return JsonLines.Parse<TEntry>(lines);
    }

    private async Task<(TEntry Entry, bool Restored)> AgainAsync((TItem Item, TEntry Entry) known) =>
        IsFailed(known.Entry) ? (await TakeAsync(known.Item), false) : (known.Entry, true);

    private static async IAsyncEnumerable<(TEntry Entry, bool Restored)> Restored(IAsyncEnumerable<(TItem Item, TEntry Entry)> known)
    {
        await foreach (var (_, entry) in known)
            yield return (entry, true);
    }

    private FileStream OpenOwn() => new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous);

    private Task BeginAsync(FileStream file, CancellationToken cancellationToken)
    {
        file.SetLength(0);
        return WriteAsync(file, new Header(source), cancellationToken);
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

    // A line that was cut off, or whose end was, is done again.
    private static async Task<TEntry?> ReadEntryAsync(LineReader lines, CancellationToken cancellationToken) =>
        await lines.ReadAsync(cancellationToken) && lines.HasEnd ? TryParse<TEntry>(lines) : null;

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

    private static async Task WriteAsync<T>(FileStream file, T value, CancellationToken cancellationToken)
    {
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, Json.Line), cancellationToken);
        await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
