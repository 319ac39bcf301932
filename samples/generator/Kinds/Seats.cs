using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What one sits or lies on.</summary>
internal static class Seats
{
    public static readonly Kind Sofa = new(
        63, "sofa", "沙发", "张", "furniture", 170, 84, 0.4f, Tint.Fabrics, DrawSofa)
    { Most = 1 };

    public static readonly Kind Armchair = new(
        64, "armchair", "扶手椅", "把", "furniture", 92, 90, 0.46f, Tint.Fabrics, DrawArmchair)
    { Most = 2 };

    public static readonly Kind Chair = new(
        62, "chair", "椅子", "把", "furniture", 64, 104, 0.52f, [Tint.Brown, Tint.White, Tint.Red, Tint.Blue, Tint.Green], DrawChair);

    public static readonly Kind Bed = new(
        65, "bed", "床", "张", "furniture", 190, 96, 0.46f, Tint.Fabrics, DrawBed)
    { Most = 1 };

    public static readonly Kind Bench = new(
        15, "bench", "长椅", "张", "furniture", 140, 72, 0.34f, [Tint.Brown, Tint.Green, Tint.White], DrawBench)
    { Plural = "benches", Most = 2 };

    private static void DrawSofa(Pencil p, Look look)
    {
        var cloth = look.Tint.Color;
        p.FlatBox(16, 74, 8, 9, 2, Ink.DarkWood);
        p.FlatBox(146, 74, 8, 9, 2, Ink.DarkWood);
        p.Box(18, 4, 134, 52, 12, cloth);
        p.Line("M85 8 L85 44", Ink.Fade(Ink.Darker(cloth, 0.5f), 0.8f), 1.8f);
        p.Box(22, 42, 63, 22, 7, Ink.Lighter(cloth, 0.14f));
        p.Box(85, 42, 63, 22, 7, Ink.Lighter(cloth, 0.14f));
        p.Box(12, 58, 146, 18, 5, cloth);
        p.Box(2, 26, 22, 50, 10, cloth);
        p.Box(146, 26, 22, 50, 10, cloth);
        p.Fill("M30 24 L54 20 L58 44 L34 46 Z", Ink.Cream);
        p.Line("M38 32 L50 30 M40 38 L52 36", Ink.Fade(Ink.Wood, 0.8f), 2);
    }

    private static void DrawArmchair(Pencil p, Look look)
    {
        var cloth = look.Tint.Color;
        p.FlatBox(12, 80, 7, 9, 2, Ink.DarkWood);
        p.FlatBox(73, 80, 7, 9, 2, Ink.DarkWood);
        p.Fill("M14 60 C12 20 18 4 46 4 C74 4 80 20 78 60 Z", cloth);
        p.FlatOval(34, 24, 2, 2, Ink.Darker(cloth, 0.4f));
        p.FlatOval(58, 24, 2, 2, Ink.Darker(cloth, 0.4f));
        p.FlatOval(46, 36, 2, 2, Ink.Darker(cloth, 0.4f));
        p.Box(18, 50, 56, 18, 7, Ink.Lighter(cloth, 0.16f));
        p.Box(10, 64, 72, 18, 5, cloth);
        p.Box(2, 40, 19, 42, 9, cloth);
        p.Box(71, 40, 19, 42, 9, cloth);
    }

    private static void DrawChair(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        var dark = Ink.Darker(paint, 0.25f);
        p.Box(40, 62, 5, 34, 1.5f, dark);
        p.Box(6, 4, 6, 98, 2, paint);
        p.Box(38, 4, 6, 58, 2, paint);
        p.Box(8, 8, 34, 9, 3, paint);
        p.Box(10, 24, 30, 6, 2, paint);
        p.Box(10, 37, 30, 6, 2, paint);
        p.Box(54, 62, 6, 40, 2, paint);
        p.Fill("M6 56 L42 56 L62 62 L60 69 L8 69 Z", paint);
    }

    private static void DrawBed(Pencil p, Look look)
    {
        var cloth = look.Tint.Color;
        p.Box(2, 4, 12, 90, 5, Ink.Wood);
        p.Box(176, 44, 11, 50, 5, Ink.Wood);
        p.Box(10, 64, 172, 18, 4, Ink.Wood);
        p.Box(12, 48, 168, 20, 7, Ink.White);
        p.Fill("M18 48 C16 34 24 32 38 34 C52 32 58 36 56 48 Z", SKColors.White);
        p.Fill("M58 50 C70 40 96 44 120 42 C144 40 170 42 178 52 L178 76 C150 80 90 80 60 76 Z", cloth);
        p.Fill("M58 50 C66 42 76 44 82 44 L78 77 L60 76 Z", Ink.Lighter(cloth, 0.45f));
        p.Line("M100 48 Q96 62 100 76 M126 47 Q122 62 126 77 M152 47 Q148 62 152 77", Ink.Fade(Ink.Darker(cloth, 0.4f), 0.5f), 2);
    }

    private static void DrawBench(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Limb("M22 46 L18 70 M118 46 L122 70 M28 4 L28 48 M112 4 L112 48", Ink.Coal, 4);
        p.Box(6, 4, 128, 9, 3, paint);
        p.Box(6, 17, 128, 9, 3, paint);
        p.Box(6, 30, 128, 7, 3, paint);
        p.Box(2, 42, 136, 8, 3, paint);
        p.Box(2, 50, 136, 5, 2, Ink.Darker(paint, 0.2f));
        p.Limb("M10 34 Q4 30 6 46 M130 34 Q136 30 134 46", Ink.Coal, 3.4f);
    }
}
