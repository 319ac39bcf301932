using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Things to drink and pour from.</summary>
internal static class Tableware
{
    public static readonly Kind Cup = new(
        47, "cup", "杯子", "个", "tableware", 84, 70, 0.32f, [Tint.White, Tint.Red, Tint.Blue, Tint.Yellow, Tint.Green], DrawCup);

    public static readonly Kind Bottle = new(
        44, "bottle", "瓶子", "个", "tableware", 40, 120, 0.56f, [Tint.Green, Tint.Brown, Tint.Blue, Tint.Red], DrawBottle);

    public static readonly Kind Teapot = new(
        48, "teapot", "茶壶", "个", "tableware", 116, 84, 0.38f, [Tint.White, Tint.Blue, Tint.Red, Tint.Black, Tint.Green], DrawTeapot)
    { Most = 1 };

    private static void DrawCup(Pencil p, Look look)
    {
        var glaze = look.Tint.Color;
        p.Ring(64, 34, 13, Ink.Darker(glaze, 0.5f), 9);
        p.Ring(64, 34, 13, glaze, 5.6f);
        p.Oval(36, 62, 34, 6, Ink.Silver);
        p.Fill("M8 14 C8 44 14 62 36 62 C58 62 64 44 64 14 Z", glaze);
        p.Oval(36, 14, 28, 7.5f, Ink.Lighter(glaze, 0.3f));
        p.FlatOval(36, 15, 23, 5, Ink.Rgb(0x6B3F22));
        p.Flat("M14 24 C15 40 19 50 24 55 C19 46 18 36 18 24 Z", Ink.Fade(SKColors.White, 0.5f));
        p.Line("M28 8 q-4 -4 0 -7 M38 8 q-4 -4 0 -7", Ink.Fade(SKColors.White, 0.7f), 2);
    }

    private static void DrawBottle(Pencil p, Look look)
    {
        var glass = look.Tint.Color;
        p.Box(13, 1, 14, 9, 2, Ink.Wood);
        p.Fill("M14 9 L26 9 L26 34 C36 42 38 50 38 60 L38 112 C38 117 35 119 31 119 L9 119 C5 119 2 117 2 112 L2 60 C2 50 4 42 14 34 Z", glass);
        p.FlatBox(3, 66, 34, 32, 0, Ink.Cream);
        p.Line("M9 74 L31 74 M11 82 L29 82 M11 89 L29 89", Ink.Wood, 2);
        p.FlatBox(7, 48, 4.5f, 62, 2, Ink.Fade(SKColors.White, 0.42f));
    }

    private static void DrawTeapot(Pencil p, Look look)
    {
        var glaze = look.Tint.Color;
        p.Line("M22 34 C-2 30 0 64 26 64", Ink.Darker(glaze, 0.5f), 9);
        p.Line("M22 34 C-2 30 0 64 26 64", glaze, 6);
        p.Fill("M84 54 C98 52 98 30 112 26 L115 32 C108 40 106 64 86 70 Z", glaze);
        p.Fill("M20 48 C20 28 36 20 55 20 C74 20 92 28 92 48 C92 66 80 80 70 82 L40 82 C30 80 20 66 20 48 Z", glaze);
        p.Fill("M30 24 C32 14 44 12 55 12 C66 12 78 14 80 24 C66 29 44 29 30 24 Z", Ink.Darker(glaze, 0.08f));
        p.Oval(55, 8, 6, 6, Ink.Darker(glaze, 0.1f));
        var mark = look.Tint.En == "white" ? Ink.Blue : Ink.Cream;
        p.FlatOval(56, 52, 5, 5, mark);
        foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(56, 42), (65, 49), (62, 60), (50, 60), (47, 49)]) p.FlatOval(x, y, 4, 4, Ink.Fade(mark, 0.75f));
        p.Flat("M28 44 C28 34 36 28 42 26 C36 34 33 42 32 52 Z", Ink.Fade(SKColors.White, 0.5f));
    }
}
