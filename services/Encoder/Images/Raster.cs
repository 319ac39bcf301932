using System.Buffers;

namespace ImageSearchBench.Encoder.Images;

/// <summary>What a file's pixels are, as Pillow's modes tell them apart: it decides how a resize before the conversion to RGB treats them.</summary>
internal enum PixelKind
{
    /// <summary>One band of grey.</summary>
    Grey,

    /// <summary>Grey and alpha.</summary>
    GreyAlpha,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Red, green, blue, alpha (not premultiplied).</summary>
    Rgba,

    /// <summary>Cyan, magenta, yellow, black; 255 is full ink.</summary>
    Cmyk,

    /// <summary>RGB out of a palette: interpolation between indices means nothing, so Pillow resizes such files by nearest neighbour.</summary>
    Palette,

    /// <summary>Black and white out of one bit: resized by nearest neighbour, like a palette.</summary>
    Bilevel,
}

/// <summary>Eight-bit pixels, bands interleaved, rows without padding, top row first.</summary>
internal sealed class Raster : IDisposable
{
    private byte[]? _pixels;

    private Raster(int width, int height, PixelKind kind, byte[] pixels)
    {
        Width = width;
        Height = height;
        Kind = kind;
        _pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public PixelKind Kind { get; }

    public int Bands => BandsOf(Kind);

    public Span<byte> Pixels => _pixels.AsSpan(0, Width * Height * Bands);

    public static Raster Rent(int width, int height, PixelKind kind)
    {
        // Guarded by the pixel limit: width · height · 4 fits an int below 512 million pixels.
        var length = checked(width * height * BandsOf(kind));
        return new Raster(width, height, kind, ArrayPool<byte>.Shared.Rent(length));
    }

    public static int BandsOf(PixelKind kind) => kind switch
    {
        PixelKind.Grey or PixelKind.Bilevel => 1,
        PixelKind.GreyAlpha => 2,
        PixelKind.Rgb or PixelKind.Palette => 3,
        _ => 4,
    };

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
