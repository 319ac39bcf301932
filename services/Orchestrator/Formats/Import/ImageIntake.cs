using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.Images;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Turns an image of a source into a checked file: looks at the user's own file, writes bytes to a file, or fetches one.</summary>
/// <param name="inspector">Looks at images.</param>
/// <param name="fetcher">Fetches images.</param>
/// <param name="folder">Where files are put aside.</param>
/// <param name="fetch">Images may be fetched; otherwise those with a URL alone stay without a file.</param>
internal sealed class ImageIntake(ImageInspector inspector, ImageFetcher fetcher, string folder, bool fetch)
{
    /// <summary>Takes an image.</summary>
    public async Task<ImportedImage> TakeAsync(SourceImage image, CancellationToken cancellationToken)
    {
        var taken = new ImportedImage(image.Id, image.Place)
        {
            Time = image.Time,
            TakenAt = image.TakenAt,
            Source = image.Source ?? image.Url,
            Licence = image.Licence,
        };
        if (image.Fault is not null)
            return taken with { Fault = image.Fault };
        if (image.Data is not null)
            return await TakeDataAsync(taken, image.Data, cancellationToken);
        if (image.File is not null)
        {
            // The stamp comes first: a file that changes in between is looked at again next time.
            var stamp = Stamp(image.File);
            return With(taken, await inspector.InspectAsync(image.File, cancellationToken), image.File) with { Stamp = stamp };
        }

        if (image.Url is not null && fetch)
        {
            var (path, fault) = await fetcher.FetchAsync(image.Url, folder, cancellationToken);
            return path is null
                ? taken with { Fault = $"{image.Url}: {fault}" }
                : Fetched(Aside(With(taken, await inspector.InspectAsync(path, cancellationToken), path)), image);
        }

        return image.Sha256 is null && image.Url is null
            ? taken with { Fault = "there is neither a file nor a URL of it." }
            : taken with { Sha256 = image.Sha256, Size = image.Size, Width = image.Width, Height = image.Height };
    }

    /// <summary>Where a taken image's file is; null where it has none. Files put aside are found wherever the job's folder is now.</summary>
    public string? PathOf(ImportedImage taken) => taken is { Stored: true, File: { } name } ? Path.Combine(folder, name) : taken.File;

    /// <summary>The file that an earlier try used is still the same.</summary>
    public bool IsStill(ImportedImage taken, SourceImage image) =>
        taken.Id == image.Id
        && (taken.Stored ? File.Exists(PathOf(taken)) : image.File == taken.File && (image.File is null || Stamp(image.File) == taken.Stamp));

    private static ImportedImage Fetched(ImportedImage taken, SourceImage image) =>
        taken.Fault is null && image.Sha256 is not null && image.Sha256 != taken.Sha256
            ? taken with { Fault = $"{image.Url}: the image has the hash {taken.Sha256}, not {image.Sha256}: it was replaced." }
            : taken;

    private async Task<ImportedImage> TakeDataAsync(ImportedImage taken, byte[] data, CancellationToken cancellationToken)
    {
        var inspection = inspector.Inspect(data);
        if (inspection.Fault is not null)
            return taken with { Fault = inspection.Fault };
        var path = Path.Combine(folder, inspection.Sha256);
        if (!File.Exists(path))
        {
            var part = $"{path}.{Guid.NewGuid():N}.part";
            await File.WriteAllBytesAsync(part, data, cancellationToken);
            File.Move(part, path, overwrite: true);
        }

        return Aside(With(taken, inspection, path, data));
    }

    private static ImportedImage Aside(ImportedImage taken) => taken with { Stored = true, File = Path.GetFileName(taken.File) };

    private static ImportedImage With(ImportedImage taken, ImageInspection inspection, string path, byte[]? data = null) =>
        inspection.Fault is not null
            ? taken with { File = path, Fault = inspection.Fault }
            : taken with
            {
                File = path,
                Extension = Extension(data ?? Head(path)),
                Sha256 = inspection.Sha256,
                Size = inspection.Size,
                Width = inspection.Width,
                Height = inspection.Height,
            };

    private static string Extension(ReadOnlySpan<byte> data) => ImageFormats.Recognise(data) switch
    {
        ImageFormat.Jpeg => ".jpg",
        ImageFormat.Png => ".png",
        ImageFormat.WebP => ".webp",
        ImageFormat.Gif => ".gif",
        ImageFormat.Bmp => ".bmp",
        ImageFormat.Tiff => ".tif",
        _ => "",
    };

    private static byte[] Head(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[16];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static string Stamp(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? $"{info.Length}:{info.LastWriteTimeUtc.Ticks}" : "";
    }
}
