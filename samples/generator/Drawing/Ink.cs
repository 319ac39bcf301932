using SkiaSharp;

namespace ImageSearchBench.Scenes.Drawing;

/// <summary>Colours that many drawings share, and arithmetic on colours. Shares are in 0 … 1.</summary>
internal static class Ink
{
    public static readonly SKColor Black = Rgb(0x2B2B33);
    public static readonly SKColor Coal = Rgb(0x3C3F48);
    public static readonly SKColor Steel = Rgb(0x9AA3AE);
    public static readonly SKColor Silver = Rgb(0xCFD5DC);
    public static readonly SKColor White = Rgb(0xFAFAF7);
    public static readonly SKColor Cream = Rgb(0xF7EBD0);
    public static readonly SKColor Glass = Rgb(0xBFE3F2);
    public static readonly SKColor Lamp = Rgb(0xFFE38A);
    public static readonly SKColor Wood = Rgb(0xA9703F);
    public static readonly SKColor DarkWood = Rgb(0x6E4526);
    public static readonly SKColor Leaf = Rgb(0x4C9A3F);
    public static readonly SKColor DarkLeaf = Rgb(0x2F6E3B);
    public static readonly SKColor Red = Rgb(0xD8352F);
    public static readonly SKColor Orange = Rgb(0xF08A24);
    public static readonly SKColor Yellow = Rgb(0xF6CB32);
    public static readonly SKColor Pink = Rgb(0xF08FB0);
    public static readonly SKColor Blue = Rgb(0x2F6FD0);

    public static SKColor Rgb(uint rgb) => new(0xFF000000 | rgb);

    public static SKColor Mix(SKColor a, SKColor b, float share) => new(
        Blend(a.Red, b.Red, share), Blend(a.Green, b.Green, share), Blend(a.Blue, b.Blue, share), Blend(a.Alpha, b.Alpha, share));

    public static SKColor Lighter(SKColor color, float share) => Mix(color, SKColors.White.WithAlpha(color.Alpha), share);

    public static SKColor Darker(SKColor color, float share) => Mix(color, new SKColor(18, 14, 34, color.Alpha), share);

    public static SKColor Fade(SKColor color, float opacity) => color.WithAlpha((byte)Math.Clamp(opacity * 255f, 0f, 255f));

    /// <summary>A line colour that shows on the given fill: nearly black, or light on dark fills.</summary>
    public static SKColor Against(SKColor fill) => fill.Red + fill.Green + fill.Blue < 240 ? Rgb(0xE8D9A0) : Black;

    private static byte Blend(byte a, byte b, float share) => (byte)Math.Clamp(a + ((b - a) * share) + 0.5f, 0f, 255f);
}
