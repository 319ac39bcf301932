using System.Buffers.Binary;
using ImageSearchBench.Orchestrator.Files;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.Orchestrator.Images;

/// <summary>Looks whether a file is a whole image: known format, sane size, and every byte of it decodes.</summary>
internal sealed class ImageInspector(IOptions<OrchestratorOptions> options)
{
    // JPEGs are decoded to an eighth of their size: entropy decoding, which finds every cut, is done in full, the rest is saved.
    private const int JpegShrink = 8;

    static ImageInspector()
    {
        // What libvips has to say about a broken file is in its exceptions; its own lines on standard error say it again.
        _ = Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, static (_, _, _) => { });
        // Every image is looked at once: remembering results would only hold memory.
        Cache.Max = 0;
    }

    /// <summary>Looks at a file; a fault of it is part of the answer, not an exception.</summary>
    public async Task<ImageInspection> InspectAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return ImageInspection.Bad("the file is not there.");
        if (file.Length == 0)
            return ImageInspection.Bad("the file is empty.");
        if (file.Length > options.Value.MaxImageBytes)
            return ImageInspection.Bad($"the file has {file.Length} bytes; at most {options.Value.MaxImageBytes} are read.");

        byte[] data;
        try
        {
            data = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ImageInspection.Bad($"the file cannot be read: {e.Message}");
        }

        return Inspect(data);
    }

    /// <summary>Looks at a file's bytes.</summary>
    public ImageInspection Inspect(byte[] data)
    {
        var format = ImageFormats.Recognise(data);
        if (format is null)
            return ImageInspection.Bad("this is no image (JPEG, PNG, WebP, GIF, BMP or TIFF).");

        try
        {
            return format is ImageFormat.Bmp ? InspectBitmap(data) : Decode(data, format.Value);
        }
        catch (VipsException e)
        {
            return ImageInspection.Bad($"the {format} file is truncated or broken: {Reason(e.Message)}");
        }
    }

    private ImageInspection Decode(byte[] data, ImageFormat format)
    {
        int width, height;
        using (var header = Image.NewFromBuffer(data, access: Enums.Access.Sequential))
            (width, height) = (header.Width, header.Height);
        if (TooLarge(width, height) is { } bad)
            return bad;

        // libvips' own thumbnailing would be shorter, but takes truncated buffers for whole ones.
        using var image = format is ImageFormat.Jpeg
            ? Image.JpegloadBuffer(data, shrink: JpegShrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated)
            : Image.NewFromBuffer(data, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
        _ = image.Avg();
        return ImageInspection.Good(data.Length, Hashing.Sha256(data), width, height);
    }

    // libvips reads no BMP; its rows are stored as they are, so that header and length tell whether it is whole.
    private ImageInspection InspectBitmap(byte[] data)
    {
        if (data.Length < 30)
            return ImageInspection.Bad("the BMP file is truncated.");
        var width = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(18));
        var height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(22)));
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(28));
        var start = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(10));
        if (width <= 0 || height == 0)
            return ImageInspection.Bad("the BMP file has no size.");
        if (TooLarge(width, height) is { } bad)
            return bad;
        var rowBytes = ((((long)width * bits) + 31) / 32) * 4;
        var isRaw = data.Length >= 34 && BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(30)) is 0 or 3;
        return isRaw && data.Length < start + (rowBytes * height)
            ? ImageInspection.Bad("the BMP file is truncated.")
            : ImageInspection.Good(data.Length, Hashing.Sha256(data), width, (int)height);
    }

    private ImageInspection? TooLarge(long width, long height) =>
        width * height > options.Value.MaxImagePixels
            ? ImageInspection.Bad($"the image has {width} × {height} pixels; at most {options.Value.MaxImagePixels} are decoded.")
            : null;

    // libvips says first what it could not do, then why, now and then several times.
    private static string Reason(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 0 ? lines[^1] : message;
    }
}
