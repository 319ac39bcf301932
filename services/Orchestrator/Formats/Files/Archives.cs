using System.IO.Compression;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Unpacks <c>.zip</c> and <c>.gz</c> files into a folder: bounded in size, and nothing lands outside.</summary>
/// <param name="maxBytes">Bytes that one archive may unfold to.</param>
internal sealed class Archives(long maxBytes)
{
    // Text packs some 30 times smaller at most; what unfolds a thousandfold is made to fill a disk.
    private const int MaxRatio = 200;
    private const long RatioCountsFrom = 64 << 20;
    private const int MaxEntries = 50_000_000;

    /// <summary>The paths with archives replaced by what is in them; unpacks what an earlier try has not.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="folder">Where archives are unpacked to.</param>
    /// <param name="cancellationToken">Stops unpacking.</param>
    /// <exception cref="BenchException">An archive is broken, unfolds too far or has entries that lead out of it.</exception>
    public async Task<IReadOnlyList<string>> UnpackAsync(IEnumerable<string> paths, string folder, CancellationToken cancellationToken)
    {
        var result = new List<string>();
        foreach (var path in paths)
        {
            var isZip = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
            if (!File.Exists(path) || (!isZip && !path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)))
            {
                result.Add(path);
                continue;
            }

            var place = Path.Combine(folder, Hashing.Sha256(path)[..12]);
            var target = Path.Combine(place, Path.GetFileNameWithoutExtension(path));
            if (!Path.Exists(target))
            {
                Directory.CreateDirectory(place);
                var part = target + ".part";
                await (isZip ? UnzipAsync(path, part, cancellationToken) : GunzipAsync(path, part, cancellationToken));
                DurableFile.Publish(part, target);
            }

            result.Add(target);
        }

        return result;
    }

    private async Task GunzipAsync(string path, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using var packed = DurableFile.OpenRead(path);
            await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            await CopyAsync(unpacked, target, path, () => packed.Position, 0, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw BenchException.Invalid($"{path}: the gzip file is truncated or broken: {e.Message}", inner: e);
        }
    }

    private async Task UnzipAsync(string path, string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        try
        {
            await using var file = DurableFile.OpenRead(path);
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            if (zip.Entries.Count > MaxEntries)
                throw BenchException.Invalid($"{path}: {zip.Entries.Count} entries; at most {MaxEntries} are unpacked.");
            long written = 0;
            foreach (var entry in zip.Entries)
            {
                if (entry.FullName.EndsWith('/'))
                    continue;
                var target = SafePath.Below(folder, entry.FullName)
                    ?? throw BenchException.Invalid($"{path}: the entry '{entry.FullName}' leads out of the archive: nothing of it is read.");
                if ((entry.ExternalAttributes >> 16 & 0xF000) == 0xA000)
                    throw BenchException.Invalid($"{path}: the entry '{entry.FullName}' is a symbolic link: nothing of the archive is read.");
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await using var unpacked = await entry.OpenAsync(cancellationToken);
                written = await CopyAsync(unpacked, target, $"{path}: {entry.FullName}", () => Math.Max(1, entry.CompressedLength), written, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw BenchException.Invalid($"{path}: the zip file is truncated or broken: {e.Message}", inner: e);
        }
    }

    private async Task<long> CopyAsync(
        Stream unpacked, string target, string place, Func<long> packedBytes, long written, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.Create(target);
        var buffer = new byte[1 << 20];
        long own = 0;
        int read;
        while ((read = await unpacked.ReadAsync(buffer, cancellationToken)) > 0)
        {
            own += read;
            written += read;
            if (written > maxBytes)
                throw BenchException.Invalid($"{place}: the archive unfolds to more than {maxBytes} bytes. Unpack it yourself if it is what you expect.");
            if (own > RatioCountsFrom && own / Math.Max(1, packedBytes()) > MaxRatio)
                throw BenchException.Invalid($"{place}: unfolds to more than {MaxRatio} times its size: an archive like this is made to fill a disk.");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        return written;
    }
}
