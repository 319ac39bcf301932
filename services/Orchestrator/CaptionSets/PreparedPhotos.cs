using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A photo that was opened: its small file, or why there is none.</summary>
/// <param name="Image">Path below the folder of the photos.</param>
/// <param name="Fault">Why it cannot be taken; null when it can.</param>
/// <param name="SourceSha256">Hash of the photo's file.</param>
/// <param name="Sha256">Hash of the small file.</param>
/// <param name="Size">Bytes of the small file.</param>
/// <param name="Width">Pixels of the small file.</param>
/// <param name="Height">Pixels of the small file.</param>
internal sealed record PreparedPhoto(string Image, string? Fault, string SourceSha256, string Sha256, long Size, int Width, int Height);

/// <summary>
/// Opens and resizes photos. What came of each is kept in the job's folder, and found again when the job was cut off: a small file is
/// whole and on disk before its line is written.
/// </summary>
/// <param name="source">Folder of the photos.</param>
/// <param name="work">The job's folder.</param>
/// <param name="size">Side of the small files' square in pixels.</param>
/// <param name="keepAspectRatio">Photos keep their shape within it.</param>
/// <param name="resizer">Makes the small files.</param>
/// <param name="options">Limits of files.</param>
internal sealed class PreparedPhotos(
    string source, string work, int size, bool keepAspectRatio, PhotoResizer resizer, IOptions<OrchestratorOptions> options) : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(work, "photos");
    private readonly string _path = Path.Combine(work, "photos.prepared.jsonl");
    private readonly Dictionary<UInt128, PreparedPhoto> _known = [];
    private JsonLinesLedger<PreparedPhoto>? _ledger;

    /// <summary>Reads what an earlier try did.</summary>
    /// <param name="retryFailed">Photos that could not be taken are opened again.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task OpenAsync(bool retryFailed, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        _ledger = await JsonLinesLedger<PreparedPhoto>.OpenAsync(_path, KnowAsync, cancellationToken);

        async Task KnowAsync(PreparedPhoto photo)
        {
            if (photo.Fault is not null ? !retryFailed : await IsWholeAsync(photo, cancellationToken))
                _known[Hash(photo.Image)] = photo;
        }
    }

    /// <summary>What an earlier try found; null where it did not come so far.</summary>
    public PreparedPhoto? Find(string image) => _known.GetValueOrDefault(Hash(image));

    /// <summary>Opens and resizes a photo; several at once may be in work.</summary>
    public async Task<PreparedPhoto> PrepareAsync(string image, CancellationToken cancellationToken)
    {
        var (data, fault) = await ReadAsync(image, cancellationToken);
        if (data is null)
            return Bad(image, fault!);
        var (small, reason) = resizer.Resize(data, size, keepAspectRatio);
        if (small is null)
            return Bad(image, reason!);

        var path = FileOf(image);
        await using (var file = DurableFile.Create(path + ".part"))
        {
            await file.WriteAsync(small.Jpeg, cancellationToken);
            await file.FlushToDiskAsync(cancellationToken);
        }

        File.Move(path + ".part", path, overwrite: true);
        return new PreparedPhoto(image, Fault: null, Hashing.Sha256(data), Hashing.Sha256(small.Jpeg), small.Jpeg.Length, small.Width, small.Height);
    }

    /// <summary>Keeps what came of a photo; one caller at a time.</summary>
    public Task KeepAsync(PreparedPhoto photo, CancellationToken cancellationToken) => _ledger!.AppendAsync(photo, cancellationToken);

    /// <summary>Forces what was kept to disk.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _ledger!.FlushAsync(cancellationToken);
        DurableFile.FlushFolder(_folder);
    }

    /// <summary>The path of a photo's small file.</summary>
    public string FileOf(string image) => Path.Combine(_folder, Hash(image).ToString("x32", System.Globalization.CultureInfo.InvariantCulture) + ".jpg");

    public ValueTask DisposeAsync() => _ledger?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<(byte[]? Data, string? Fault)> ReadAsync(string image, CancellationToken cancellationToken)
    {
        if (SafePath.Below(source, image) is not { } path)
            return (null, "the path leads out of the folder.");
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? (null, "the file is not there.")
                : file.Length == 0 ? (null, "the file is empty.")
                : file.Length > options.Value.MaxImageBytes ? (null, $"the file has {file.Length} bytes; at most {options.Value.MaxImageBytes} are read.")
                : (await File.ReadAllBytesAsync(path, cancellationToken), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"the file cannot be read: {e.Message}");
        }
    }

    private async Task<bool> IsWholeAsync(PreparedPhoto photo, CancellationToken cancellationToken)
    {
        var file = new FileInfo(FileOf(photo.Image));
        return file.Exists && file.Length == photo.Size && await Hashing.Sha256FileAsync(file.FullName, cancellationToken) == photo.Sha256;
    }

    private static PreparedPhoto Bad(string image, string fault) => new(image, fault, "", "", 0, 0, 0);

    private static UInt128 Hash(string image) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(image));
}
