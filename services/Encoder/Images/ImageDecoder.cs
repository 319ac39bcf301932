using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;
using NetVips;

namespace ImageSearchBench.Encoder.Images;

/// <summary>
/// Decodes hostile files: the format is told by its first bytes and only that decoder runs, the size is taken from the header before
/// anything is decoded, and a file that is cut short is refused rather than filled up with grey.
/// </summary>
internal sealed class ImageDecoder(int maxPixels)
{
    static ImageDecoder()
    {
        // Callers decode in parallel already; libvips' own threads and its cache of operations would only cost memory.
        NetVips.NetVips.Concurrency = 1;
        NetVips.Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        // Its warnings go to standard error and repeat what the exception says.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Decodes the first picture of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="applyExif">Turn it as its EXIF orientation says.</param>
    /// <exception cref="BenchException">INVALID_ARGUMENT with the reason: empty, unknown format, too many pixels, cut short, broken.</exception>
    public Raster Decode(ReadOnlyMemory<byte> file, bool applyExif)
    {
        if (file.IsEmpty)
            throw BenchException.Invalid("The image is empty.");
        var format = ImageSignature.Of(file.Span);
        if (format == ImageFormat.Unknown)
            throw BenchException.Invalid("The file is no JPEG, PNG, WebP, GIF, BMP or TIFF image.");
        if (format == ImageFormat.Bmp)
            return BmpDecoder.Decode(file.Span, maxPixels);

        try
        {
            using var opened = Open(file, format);
            CheckSize(opened.Width, opened.Height, maxPixels);
            if (!applyExif)
                return Read(opened, KindOf(opened, format, file.Span));
            using var turned = opened.Autorot();
            return Read(turned, KindOf(turned, format, file.Span));
        }
        catch (VipsException e)
        {
            throw BenchException.Invalid($"The {format} image is broken or cut short: {Reason(e)}.", inner: e);
        }
    }

    /// <summary>Refuses images past the pixel limit.</summary>
    public static void CheckSize(long width, long height, int maxPixels)
    {
        if (width <= 0 || height <= 0)
            throw BenchException.Invalid($"The image's header says {width} × {height} pixels.");
        if (width * height > maxPixels)
            throw BenchException.Invalid($"The image's header says {width} × {height} pixels; at most {maxPixels} are decoded.");
    }

    private static Image Open(ReadOnlyMemory<byte> file, ImageFormat format)
    {
        var bytes = MemoryMarshal.TryGetArray(file, out var segment)
            && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : file.ToArray();
        const Enums.Access Access = Enums.Access.Sequential;
        const Enums.FailOn FailOn = Enums.FailOn.Truncated;
        return format switch
        {
            ImageFormat.Jpeg => Image.JpegloadBuffer(bytes, access: Access, failOn: FailOn),
            ImageFormat.Png => Image.PngloadBuffer(bytes, access: Access, failOn: FailOn),
            ImageFormat.WebP => Image.WebploadBuffer(bytes, access: Access, failOn: FailOn),
            ImageFormat.Gif => Image.GifloadBuffer(bytes, access: Access, failOn: FailOn),
            _ => Image.TiffloadBuffer(bytes, access: Access, failOn: FailOn),
        };
    }

    private static PixelKind KindOf(Image image, ImageFormat format, ReadOnlySpan<byte> file)
    {
        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw BenchException.Invalid($"The {format} image has samples of type {image.Format}; 8 and 16 bits without sign are supported.");
        // The decoder hands out one-bit files as grey and palettes as RGB; what they are decides how they are resized.
        var oneBit = image.Contains("bits-per-sample") && image.Get("bits-per-sample") is 1;
        var palette = image.Contains("palette") && !(format == ImageFormat.Gif && GifPalette.IsGreyRamp(file));
        return (image.Interpretation, image.Bands) switch
        {
            (Enums.Interpretation.Cmyk, >= 4) => PixelKind.Cmyk,
            (_, _) when palette => PixelKind.Palette,
            (_, 1) => oneBit ? PixelKind.Bilevel : PixelKind.Grey,
            (_, 2) => PixelKind.GreyAlpha,
            (Enums.Interpretation.Srgb or Enums.Interpretation.Rgb or Enums.Interpretation.Rgb16 or Enums.Interpretation.Multiband, 3) => PixelKind.Rgb,
            // A PNG of colour type 2 that names one transparent colour has no alpha in Pillow.
            (Enums.Interpretation.Srgb or Enums.Interpretation.Rgb or Enums.Interpretation.Rgb16, >= 4) => PixelKind.Rgba,
            _ => throw BenchException.Invalid($"The {format} image has {image.Bands} bands of colour space {image.Interpretation}, which is not supported."),
        };
    }

    private static Raster Read(Image image, PixelKind kind)
    {
        if (image.Format == Enums.BandFormat.Uchar)
            return ReadBytes(image, kind);
        // 16 bits: the upper byte. Pillow saturates 16-bit grey to white, which is of no use to a model.
        using var eight = image.Cast(Enums.BandFormat.Uchar, shift: true);
        return ReadBytes(eight, kind);
    }

    private static unsafe Raster ReadBytes(Image image, PixelKind kind)
    {
        var (width, height, sourceBands) = (image.Width, image.Height, image.Bands);
        var memory = image.WriteToMemory(out _);
        if (sourceBands == Raster.BandsOf(kind))
            return Raster.Wrap(width, height, kind, memory, () => NetVips.NetVips.Free(memory));
        try
        {
            var raster = Raster.Rent(width, height, kind);
            CopyBands(new ReadOnlySpan<byte>((void*)memory, checked(width * height * sourceBands)), sourceBands, raster.Pixels, raster.Bands);
            return raster;
        }
        finally
        {
            NetVips.NetVips.Free(memory);
        }
    }

    // More bands: alpha of a palette, alpha of CMYK, extra samples. Fewer: a palette of greys.
    private static void CopyBands(ReadOnlySpan<byte> source, int sourceBands, Span<byte> target, int targetBands)
    {
        for (int s = 0, t = 0; t < target.Length; s += sourceBands, t += targetBands)
        {
            for (var b = 0; b < targetBands; b++)
                target[t + b] = source[s + (sourceBands < 3 ? 0 : b)];
        }
    }

    private static string Reason(VipsException e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "no reason given" : string.Join("; ", lines.Skip(lines.Length > 1 ? 1 : 0).Distinct(StringComparer.Ordinal).Take(3));
    }
}
