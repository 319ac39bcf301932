using NetVips;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>A grey square, large enough for models that refuse tiny images.</summary>
internal static class CheckImage
{
    private const int Side = 64;

    private static readonly Lazy<byte[]> Encoded = new(() =>
    {
        using var black = Image.Black(Side, Side, bands: 3);
        using var grey = black + 128;
        using var bytes = grey.Cast(Enums.BandFormat.Uchar);
        return bytes.PngsaveBuffer();
    });

    /// <summary>The PNG file.</summary>
    public static byte[] Png => Encoded.Value;
}
