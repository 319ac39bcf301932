using System.IO.Enumeration;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
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
        var known = new HashSet<UInt128>();
        await using (var ledger = await JsonLinesLedger<Photo>.OpenAsync(part, KnowAsync, cancellationToken))
        {
            stage.Restore(known.Count);
            var photos = OrderedParallel.SelectAsync(
                FilesAsync(folder, known, cancellationToken),
                Environment.ProcessorCount * 2,
                image => Task.FromResult(PhotoExif.Read(Path.Combine(folder, image), image)),
                cancellationToken);
            await foreach (var photo in photos)
            {
                await ledger.AppendAsync(photo, cancellationToken);
                stage.Add();
            }

            await ledger.FlushAsync(cancellationToken);
        }

        DurableFile.Publish(part, path);

        Task KnowAsync(Photo photo)
        {
            known.Add(Hash(photo.Image));
            return Task.CompletedTask;
        }
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
