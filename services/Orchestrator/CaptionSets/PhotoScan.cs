using System.IO.Enumeration;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Lists the photos of a folder with what EXIF says, as a file with one photo on each line. A scan that was cut off goes on with the photos
/// that are not in the file; a finished one is not made again.
/// </summary>
internal static class PhotoScan
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"];

    // Links are passed over: they may lead in circles, or out of the folder.
    private static readonly EnumerationOptions Enumeration = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>Scans a folder into a file.</summary>
    public static async Task RunAsync(string folder, string path, StageTracker stage, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            await ScanAsync(folder, path, path + ".part", stage, cancellationToken);
        stage.Finish();
    }

    private static async Task ScanAsync(string folder, string path, string part, StageTracker stage, CancellationToken cancellationToken)
    {
        var (known, end) = await ReadKnownAsync(part, cancellationToken);
        stage.Restore(known.Count);
        await using (var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous))
        {
            file.SetLength(end);
            file.Seek(0, SeekOrigin.End);
            var photos = OrderedParallel.SelectAsync(
                FilesAsync(folder, known, cancellationToken),
                Environment.ProcessorCount * 2,
                image => Task.FromResult(PhotoExif.Read(Path.Combine(folder, image), image)),
                cancellationToken);
            await foreach (var photo in photos)
            {
                await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(photo, Json.Line), cancellationToken);
                await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
                stage.Add();
            }

            await file.FlushToDiskAsync(cancellationToken);
        }

        DurableFile.Publish(part, path);
    }

    // A last line that was cut off is dropped: its photo is looked at again.
    private static async Task<(HashSet<UInt128> Known, long End)> ReadKnownAsync(string part, CancellationToken cancellationToken)
    {
        var known = new HashSet<UInt128>();
        var end = 0L;
        if (!File.Exists(part))
            return (known, end);
        await using var lines = LineReader.Open(part);
        while (await lines.ReadAsync(cancellationToken) && lines.HasEnd)
        {
            known.Add(Hash(JsonLines.Parse<Photo>(lines).Image));
            end = lines.NextOffset;
        }

        return (known, end);
    }

    private static async IAsyncEnumerable<string> FilesAsync(
        string folder, HashSet<UInt128> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry e) => e.ToFullPath(), Enumeration)
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory && IsPhoto(e.FileName),
        };
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (!known.Contains(Hash(image)))
                yield return image;
        }

        await Task.CompletedTask;
    }

    private static bool IsPhoto(ReadOnlySpan<char> name)
    {
        var extension = Path.GetExtension(name);
        foreach (var known in Extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static UInt128 Hash(string image) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(image));
}
