using System.Formats.Tar;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Reads the files of a tar archive one after the other; nothing is written, so that names may say what they want.</summary>
internal static class TarReading
{
    /// <summary>Name and content of each file. Links and other kinds of entries are passed over; a file that is too long comes without content.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="maxBytes">Longest file that is read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BenchException">The archive is truncated or broken.</exception>
    public static async IAsyncEnumerable<(string Name, byte[]? Data)> ReadAsync(
        string path, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = DurableFile.OpenRead(path);
        await using var tar = new TarReader(file);
        while (await NextAsync(tar, path, cancellationToken) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                continue;
            yield return (entry.Name, entry.Length > maxBytes ? null : await DataAsync(entry, path, cancellationToken));
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader tar, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw BenchException.Invalid($"{path}: the tar file is truncated or broken: {e.Message}", inner: e);
        }
    }

    private static async Task<byte[]> DataAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        if (entry.DataStream is null)
            return [];
        var data = new byte[entry.Length];
        try
        {
            await entry.DataStream.ReadExactlyAsync(data, cancellationToken);
            return data;
        }
        catch (EndOfStreamException e)
        {
            throw BenchException.Invalid($"{path}: {entry.Name}: the tar file is truncated.", inner: e);
        }
    }
}
