using System.Buffers.Binary;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Hosting.Errors;
using NetVips;

namespace ImageSearchBench.Encoder.Tests.Images;

public sealed class ImageDecoderTests
{
    private static readonly ImageDecoder Decoder = new(1_000_000);

    [Fact]
    public void Sixteen_bit_grey_keeps_its_upper_byte()
    {
        ushort[] values = [0, 255, 256, 0x1234, 0x80FF, 65535];
        using var image = Image.NewFromMemory<ushort>(values, 6, 1, 1, Enums.BandFormat.Ushort);
        using var raster = Decoder.Decode(image.Copy(interpretation: Enums.Interpretation.Grey16).WriteToBuffer(".png"), applyExif: false);
        raster.Kind.Should().Be(PixelKind.Grey);
        raster.Pixels.ToArray().Should().Equal(0, 0, 1, 0x12, 0x80, 255);
    }

    [Theory]
    [InlineData(1, 20, 12)]
    [InlineData(3, 20, 12)]
    [InlineData(6, 12, 20)]
    [InlineData(8, 12, 20)]
    public void Exif_turns_only_where_it_is_asked_for(int orientation, int width, int height)
    {
        using var image = Image.NewFromBuffer(Fixture.Png(1));
        var file = image.Mutate(m => m.Set("orientation", orientation)).WriteToBuffer(".jpg");
        using var turned = Decoder.Decode(file, applyExif: true);
        (turned.Width, turned.Height).Should().Be((width, height));
        using var plain = Decoder.Decode(file, applyExif: false);
        (plain.Width, plain.Height).Should().Be((20, 12));
    }

    [Fact]
    public void The_size_limit_is_read_off_the_header()
    {
        var decode = () => new ImageDecoder(239).Decode(Fixture.Png(1), applyExif: false);
        decode.Should().Throw<BenchException>().WithMessage("*20 × 12 pixels; at most 239*");
        using (new ImageDecoder(240).Decode(Fixture.Png(1), applyExif: false))
        {
        }
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(24, true)]
    [InlineData(32, false)]
    [InlineData(16, false)]
    public void Direct_bitmaps(int bits, bool topDown)
    {
        using var raster = Decoder.Decode(Bitmap(bits, topDown), applyExif: false);
        raster.Kind.Should().Be(PixelKind.Rgb);
        // Red above, blue below.
        raster.Pixels.ToArray().Should().Equal(255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Bitmaps_with_a_palette(int bits)
    {
        using var raster = Decoder.Decode(Bitmap(bits, topDown: false), applyExif: false);
        raster.Kind.Should().Be(PixelKind.Palette);
        raster.Pixels.ToArray().Should().Equal(255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255);
    }

    [Fact]
    public void Broken_bitmaps_are_refused()
    {
        var whole = Bitmap(24, topDown: false);
        for (var length = 2; length < whole.Length; length++)
        {
            var cut = whole[..length];
            FluentRefusal(cut);
        }

        var compressed = whole.ToArray();
        compressed[30] = 1;
        FluentRefusal(compressed);
        var negative = whole.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(negative.AsSpan(18), -3);
        FluentRefusal(negative);
        var huge = whole.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(huge.AsSpan(22), int.MinValue);
        FluentRefusal(huge);
    }

    private static void FluentRefusal(byte[] file)
    {
        var decode = () => Decoder.Decode(file, applyExif: false);
        decode.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.InvalidArgument);
    }

    // Three columns; a red row above a blue one.
    private static byte[] Bitmap(int bits, bool topDown)
    {
        byte[] palette = bits <= 8 ? [0, 0, 255, 0, 255, 0, 0, 0] : [];
        var red = Row(bits, red: true);
        var blue = Row(bits, red: false);
        var file = new byte[54 + palette.Length + red.Length + blue.Length];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54 + palette.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 3);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), topDown ? -2 : 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), (short)bits);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), palette.Length / 4);
        palette.CopyTo(file, 54);
        (topDown ? red : blue).CopyTo(file, 54 + palette.Length);
        (topDown ? blue : red).CopyTo(file, 54 + palette.Length + red.Length);
        return file;
    }

    private static byte[] Row(int bits, bool red) => bits switch
    {
        1 => red ? [0, 0, 0, 0] : [0xE0, 0, 0, 0],
        4 => red ? [0, 0, 0, 0] : [0x11, 0x10, 0, 0],
        8 => red ? [0, 0, 0, 0] : [1, 1, 1, 0],
        16 => red ? [0, 0x7C, 0, 0x7C, 0, 0x7C, 0, 0] : [0x1F, 0, 0x1F, 0, 0x1F, 0, 0, 0],
        24 => red ? [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0] : [255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0],
        _ => red ? [0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0] : [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0],
    };
}
