namespace ImageSearchBench.Encoder.Images;

/// <summary>Pillow opens a GIF whose palette is the ramp of greys as grey, not as a palette.</summary>
internal static class GifPalette
{
    private const int HeaderLength = 13;

    /// <summary>Whether the global palette's entry i is (i, i, i) for every i.</summary>
    public static bool IsGreyRamp(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || (file[10] & 0x80) == 0)
            return false;
        var entries = 2 << (file[10] & 7);
        if (file.Length < HeaderLength + 3 * entries)
            return false;
        for (var i = 0; i < 3 * entries; i++)
        {
            if (file[HeaderLength + i] != i / 3)
                return false;
        }

        return true;
    }
}
