using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>
/// Fetches or reads images, and makes JPEG files of them without their metadata. What came of each is kept in the job's folder: a JPEG is
/// whole and on disk before its line is written, and a fetched file stays until then, so that nothing is fetched twice.
/// </summary>
internal sealed class KeptPictures(
    ImageFetcher fetcher, PhotoResizer resizer, KeyedLedger<Picture> ledger, string workFolder, CollectionRules rules, PictureLimits limits, bool retryFailed)
{
    private readonly string _fetched = Directory.CreateDirectory(Path.Combine(workFolder, "fetched")).FullName;
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(workFolder, "pictures")).FullName;
    private readonly KeyedLock _one = new();
    private readonly ConcurrentDictionary<string, bool> _triedAgain = new(StringComparer.Ordinal);

    /// <summary>Opens the ledger of a job.</summary>
    public static Task<KeyedLedger<Picture>> OpenAsync(string workFolder, CancellationToken cancellationToken) =>
        KeyedLedger<Picture>.OpenAsync(Path.Combine(workFolder, "pictures.jsonl"), p => p.Key, cancellationToken);

    /// <summary>The path of an image's JPEG.</summary>
    public string FileOf(Picture picture) =>
        Path.Combine(_folder, XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(picture.Key)).ToString("x32", CultureInfo.InvariantCulture) + ".jpg");

    /// <summary>An image's JPEG, or why there is none; several callers at once may ask, also for the same one.</summary>
    public async Task<Picture> GetAsync(FoundImage image, CancellationToken cancellationToken)
    {
        using var holder = await _one.TakeAsync(image.Key, cancellationToken);
        if (await ledger.FindAsync(image.Key, cancellationToken) is { } known && IsFinal(known))
            return known;
        var (path, fault) = image.Url is null ? (image.File, null) : await fetcher.FetchAsync(image.Url, _fetched, cancellationToken);
        var picture = path is null
            ? Picture.Bad(image.Key, DropReason.CannotBeHad, fault ?? "there is neither an address nor a file of it.")
            : await MakeAsync(image.Key, path, isFetched: image.Url is not null, cancellationToken);
        await ledger.AddAsync(image.Key, picture, cancellationToken);
        if (image.Url is not null && path is not null)
            File.Delete(path);
        return picture;
    }

    // What failed is tried once more where that was asked for.
    private bool IsFinal(Picture known) =>
        known.Fault is null ? File.Exists(FileOf(known)) : !retryFailed || !_triedAgain.TryAdd(known.Key, true);

    // A file of the user's that cannot be read cannot be had; one that was just stored here tells of a fault of this machine.
    private async Task<Picture> MakeAsync(string key, string path, bool isFetched, CancellationToken cancellationToken)
    {
        byte[] data;
        try
        {
            if (new FileInfo(path).Length > limits.MaxBytes)
                return Picture.Bad(key, DropReason.CannotBeHad, $"the file has more than {limits.MaxBytes} bytes, which is the limit.");
            data = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (!isFetched && e is (IOException or UnauthorizedAccessException))
        {
            return Picture.Bad(key, DropReason.CannotBeHad, $"the file cannot be read: {e.Message}");
        }

        // What a source says of sizes need not be true.
        (DropReason Reason, string Detail)? shape = null;
        var (small, reason) = resizer.Resize(data, limits.Size, keepAspectRatio: true, (width, height) => (shape = ImageChoice.ShapeFault(width, height, rules))?.Detail);
        if (small is null)
            return Picture.Bad(key, shape?.Reason ?? DropReason.CannotBeHad, reason!);
        var picture = new Picture(key, Hashing.Sha256(data), Hashing.Sha256(small.Jpeg), small.Jpeg.Length, small.Width, small.Height);
        var target = FileOf(picture);
        await using (var file = DurableFile.Create(target + ".part"))
        {
            await file.WriteAsync(small.Jpeg, cancellationToken);
            await file.FlushToDiskAsync(cancellationToken);
        }

        File.Move(target + ".part", target, overwrite: true);
        return picture;
    }
}
