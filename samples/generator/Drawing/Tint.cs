using SkiaSharp;

namespace ImageSearchBench.Scenes.Drawing;

/// <summary>A colour with the words that people search for it by.</summary>
internal sealed record Tint(string Zh, string En, SKColor Color)
{
    public static readonly Tint Red = new("红色", "red", Ink.Rgb(0xDB3A34));
    public static readonly Tint Orange = new("橙色", "orange", Ink.Rgb(0xF2872B));
    public static readonly Tint Yellow = new("黄色", "yellow", Ink.Rgb(0xF5CB3A));
    public static readonly Tint Green = new("绿色", "green", Ink.Rgb(0x3FA34D));
    public static readonly Tint Blue = new("蓝色", "blue", Ink.Rgb(0x2F74D6));
    public static readonly Tint Purple = new("紫色", "purple", Ink.Rgb(0x8A4FC4));
    public static readonly Tint Pink = new("粉色", "pink", Ink.Rgb(0xF48FB6));
    public static readonly Tint Brown = new("棕色", "brown", Ink.Rgb(0x94603A));
    public static readonly Tint White = new("白色", "white", Ink.Rgb(0xF6F4EE));
    public static readonly Tint Black = new("黑色", "black", Ink.Rgb(0x3A3B45));
    public static readonly Tint Gray = new("灰色", "gray", Ink.Rgb(0x98A0AB));

    /// <summary>For kinds whose colour nobody names.</summary>
    public static readonly Tint Plain = new("", "", Ink.Rgb(0x999999));

    public static readonly Tint[] Bright = [Red, Orange, Yellow, Green, Blue, Purple, Pink];
    public static readonly Tint[] Paints = [Red, Yellow, Green, Blue, White, Black, Orange];
    public static readonly Tint[] Cloth = [Red, Yellow, Green, Blue, Purple, Pink, White, Black];
    public static readonly Tint[] Coats = [Brown, White, Black, Gray];
    public static readonly Tint[] Fabrics = [Red, Green, Blue, Gray, Brown, Yellow, Purple];
}
