namespace ImageSearchBench.Encoder.Images;

/// <summary>Pillow's conversions to RGB: grey is repeated, alpha is dropped (not blended), CMYK goes through the naive formula without profiles.</summary>
internal static class ColourConversion
{
    /// <summary>Converts one row.</summary>
    public static void ToRgb(ReadOnlySpan<byte> source, PixelKind kind, Span<byte> rgb)
    {
        switch (kind)
        {
            case PixelKind.Rgb or PixelKind.Palette:
                source.CopyTo(rgb);
                break;
            case PixelKind.Grey or PixelKind.Bilevel:
                for (int s = 0, d = 0; s < source.Length; s++, d += 3)
                    rgb[d] = rgb[d + 1] = rgb[d + 2] = source[s];
                break;
            case PixelKind.GreyAlpha:
                for (int s = 0, d = 0; s < source.Length; s += 2, d += 3)
                    rgb[d] = rgb[d + 1] = rgb[d + 2] = source[s];
                break;
            case PixelKind.Rgba:
                for (int s = 0, d = 0; s < source.Length; s += 4, d += 3)
                    source.Slice(s, 3).CopyTo(rgb[d..]);
                break;
            case PixelKind.Cmyk:
                CmykToRgb(source, rgb);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);
        }
    }

    /// <summary>Multiplies colours by alpha, in place, so that transparent pixels do not bleed into a resize (Pillow's RGBa and La).</summary>
    public static void Premultiply(Span<byte> pixels, int bands)
    {
        for (var i = 0; i < pixels.Length; i += bands)
        {
            var alpha = pixels[i + bands - 1];
            for (var b = 0; b < bands - 1; b++)
                pixels[i + b] = MulDiv255(pixels[i + b], alpha);
        }
    }

    /// <summary>Undoes <see cref="Premultiply"/>.</summary>
    public static void Unpremultiply(Span<byte> pixels, int bands)
    {
        for (var i = 0; i < pixels.Length; i += bands)
        {
            int alpha = pixels[i + bands - 1];
            if (alpha is 0 or 255)
                continue;
            for (var b = 0; b < bands - 1; b++)
                pixels[i + b] = (byte)Math.Min(255, 255 * pixels[i + b] / alpha);
        }
    }

    private static void CmykToRgb(ReadOnlySpan<byte> source, Span<byte> rgb)
    {
        for (int s = 0, d = 0; s < source.Length; s += 4, d += 3)
        {
            var white = (byte)(255 - source[s + 3]);
            for (var b = 0; b < 3; b++)
                rgb[d + b] = (byte)(white - MulDiv255(source[s + b], white));
        }
    }

    // Pillow's MULDIV255: a · b / 255, rounded, in integers.
    private static byte MulDiv255(byte a, byte b)
    {
        var t = a * b + 128;
        return (byte)(((t >> 8) + t) >> 8);
    }
}
