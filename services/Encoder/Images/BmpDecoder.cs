using System.Buffers.Binary;
using System.Numerics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Images;

/// <summary>
/// Windows bitmaps without compression (1, 4, 8, 16, 24, 32 bits, with or without bit fields), which the decoding library does not read.
/// Alpha is ignored, as Pillow does for all but its own files.
/// </summary>
internal static class BmpDecoder
{
    private const int FileHeader = 14;
    private const int MaxPalette = 256;

    /// <summary>Decodes a bitmap.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: broken, cut short, compressed or too large.</exception>
    public static Raster Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        var header = Header.Read(file);
        ImageDecoder.CheckSize(header.Width, header.Height, maxPixels);
        var stride = (header.Width * (long)header.Bits + 31) / 32 * 4;
        if (header.PixelOffset < FileHeader || header.PixelOffset + stride * header.Height > file.Length)
            throw BenchException.Invalid("The BMP image is cut short: its pixels end before the picture does.");

        var palette = header.Bits <= 8 ? ReadPalette(file, header) : null;
        var raster = Raster.Rent(header.Width, header.Height, palette is null ? PixelKind.Rgb : KindOf(palette));
        for (var y = 0; y < header.Height; y++)
        {
            var row = file.Slice((int)(header.PixelOffset + (header.TopDown ? y : header.Height - 1 - y) * stride), (int)stride);
            var target = raster.Pixels.Slice(y * header.Width * raster.Bands, header.Width * raster.Bands);
            if (palette is null)
                ReadDirect(row, header, target);
            else
                ReadIndexed(row, header, palette, raster.Bands, target);
        }

        return raster;
    }

    private static byte[] ReadPalette(ReadOnlySpan<byte> file, Header header)
    {
        // Two-byte coordinates mark the oldest header, whose palette has three bytes an entry.
        var entryBytes = header.Size == 12 ? 3 : 4;
        var entries = Math.Min(header.Colours is 0 or > MaxPalette ? 1 << header.Bits : header.Colours, MaxPalette);
        var at = FileHeader + header.Size;
        if (at + entries * entryBytes > file.Length)
            throw BenchException.Invalid("The BMP image is cut short inside its palette.");
        var palette = new byte[MaxPalette * 3];
        for (var i = 0; i < entries; i++)
        {
            for (var b = 0; b < 3; b++)
                palette[i * 3 + b] = file[at + i * entryBytes + 2 - b];
        }

        return palette[..(Math.Max(entries, 1 << header.Bits) * 3)];
    }

    // Pillow: black and white → one bit, a ramp of greys → grey, else a palette.
    private static PixelKind KindOf(byte[] palette)
    {
        if (palette is [0, 0, 0, 255, 255, 255])
            return PixelKind.Bilevel;
        for (var i = 0; i < palette.Length; i++)
        {
            if (palette[i] != i / 3)
                return PixelKind.Palette;
        }

        return PixelKind.Grey;
    }

    private static void ReadIndexed(ReadOnlySpan<byte> row, Header header, byte[] palette, int bands, Span<byte> target)
    {
        var mask = (1 << header.Bits) - 1;
        for (var x = 0; x < header.Width; x++)
        {
            var bit = x * header.Bits;
            var index = (row[bit / 8] >> (8 - header.Bits - bit % 8)) & mask;
            palette.AsSpan(index * 3, bands).CopyTo(target[(x * bands)..]);
        }
    }

    private static void ReadDirect(ReadOnlySpan<byte> row, Header header, Span<byte> target)
    {
        for (var x = 0; x < header.Width; x++)
        {
            var value = header.Bits switch
            {
                16 => BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]),
                24 => (uint)(row[x * 3] | row[x * 3 + 1] << 8 | row[x * 3 + 2] << 16),
                _ => BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]),
            };
            target[x * 3] = Channel(value, header.Red);
            target[x * 3 + 1] = Channel(value, header.Green);
            target[x * 3 + 2] = Channel(value, header.Blue);
        }
    }

    private static byte Channel(uint value, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        var most = mask >> shift;
        return (byte)(((value & mask) >> shift) * 255UL / most);
    }

    private readonly record struct Header(
        int Size, int Width, int Height, bool TopDown, int Bits, int Colours, long PixelOffset, uint Red, uint Green, uint Blue)
    {
        public static Header Read(ReadOnlySpan<byte> file)
        {
            if (file.Length < FileHeader + 12)
                throw BenchException.Invalid("The BMP image is cut short inside its header.");
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
            var size = BinaryPrimitives.ReadInt32LittleEndian(file[FileHeader..]);
            if (size is not (12 or (>= 40 and <= 124)) || file.Length < FileHeader + size)
                throw BenchException.Invalid($"The BMP image's header has the unknown length {size}.");
            var info = file[FileHeader..];
            if (size == 12)
                return Check(new Header(size, ReadShort(info, 4), ReadShort(info, 6), TopDown: false, ReadShort(info, 10), 0, offset, 0, 0, 0), compression: 0, info);

            var height = BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
            var header = new Header(
                size, BinaryPrimitives.ReadInt32LittleEndian(info[4..]), height == int.MinValue ? 0 : Math.Abs(height), height < 0, ReadShort(info, 14),
                BinaryPrimitives.ReadInt32LittleEndian(info[32..]), offset, 0, 0, 0);
            return Check(header, BinaryPrimitives.ReadInt32LittleEndian(info[16..]), info);
        }

        private static Header Check(Header header, int compression, ReadOnlySpan<byte> info)
        {
            if (header.Bits is not (1 or 4 or 8 or 16 or 24 or 32))
                throw BenchException.Invalid($"The BMP image has {header.Bits} bits a pixel, which is not supported.");
            switch (compression)
            {
                case 0:
                    return header.Bits == 16
                        ? header with { Red = 0x7C00, Green = 0x03E0, Blue = 0x001F }
                        : header with { Red = 0xFF0000, Green = 0x00FF00, Blue = 0x0000FF };
                case 3 or 6 when header.Bits is 16 or 32 && info.Length >= 52:
                    return header with
                    {
                        Red = BinaryPrimitives.ReadUInt32LittleEndian(info[40..]),
                        Green = BinaryPrimitives.ReadUInt32LittleEndian(info[44..]),
                        Blue = BinaryPrimitives.ReadUInt32LittleEndian(info[48..]),
                    };
                default:
                    throw BenchException.Invalid($"The BMP image uses compression {compression}; only uncompressed bitmaps are supported.");
            }
        }

        private static int ReadShort(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadUInt16LittleEndian(info[at..]);
    }
}
