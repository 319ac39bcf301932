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

/// <summary>Eight-bit pixels, bands interleaved, rows without padding, top row first. In rented memory, or in the decoder's own.</summary>
internal sealed class Raster : IDisposable
{
    private readonly int _length;
    private readonly Action? _release;
    private byte[]? _rented;
    private nint _native;

    private Raster(int width, int height, PixelKind kind, byte[]? rented, nint native, Action? release)
    {
        Width = width;
        Height = height;
        Kind = kind;
        _length = LengthOf(width, height, kind);
        _rented = rented;
        _native = native;
        _release = release;
    }

    public int Width { get; }

    public int Height { get; }

    public PixelKind Kind { get; }

    public int Bands => BandsOf(Kind);

    public unsafe Span<byte> Pixels => _rented is not null ? _rented.AsSpan(0, _length)
        : _native != 0 ? new Span<byte>((void*)_native, _length)
        : throw new ObjectDisposedException(nameof(Raster));

    /// <summary>Pixels in rented memory; what is in it is left over from others.</summary>
    public static Raster Rent(int width, int height, PixelKind kind) =>
        new(width, height, kind, ArrayPool<byte>.Shared.Rent(LengthOf(width, height, kind)), native: 0, release: null);

    /// <summary>Pixels that another owns; <paramref name="release"/> is called once when they are needed no more.</summary>
    public static Raster Wrap(int width, int height, PixelKind kind, nint pixels, Action release) => new(width, height, kind, rented: null, pixels, release);

    public static int BandsOf(PixelKind kind) => kind switch
    {
        PixelKind.Grey or PixelKind.Bilevel => 1,
        PixelKind.GreyAlpha => 2,
        PixelKind.Rgb or PixelKind.Palette => 3,
        _ => 4,
    };

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        if (Interlocked.Exchange(ref _native, 0) != 0)
            _release!();
    }

    // Guarded by the pixel limit: width · height · 4 fits an int below 512 million pixels.
    private static int LengthOf(int width, int height, PixelKind kind) => checked(width * height * BandsOf(kind));
}
