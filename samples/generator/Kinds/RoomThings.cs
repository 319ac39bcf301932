using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What stands or hangs in rooms.</summary>
internal static class RoomThings
{
    public static readonly Kind Table = new(
        67, "table", "桌子", "张", "furniture", 150, 78, 0.36f, [Tint.Brown, Tint.White, Tint.Black], DrawTable)
    { Most = 1 };

    public static readonly Kind Lamp = new(
        69, "lamp", "落地灯", "盏", "furniture", 56, 140, 0.6f, [Tint.Yellow, Tint.Red, Tint.Green, Tint.White, Tint.Blue], DrawLamp)
    { Most = 2 };

    public static readonly Kind Bookshelf = new(
        70, "bookshelf", "书架", "个", "furniture", 100, 140, 0.64f, [Tint.Brown, Tint.White], DrawBookshelf)
    { Stand = Stand.Back, Plural = "bookshelves", Most = 1 };

    public static readonly Kind Television = new(
        72, "television", "电视机", "台", "electronics", 124, 100, 0.46f, [Tint.Plain], DrawTelevision)
    { Most = 1 };

    public static readonly Kind Clock = new(
        85, "clock", "挂钟", "个", "electronics", 80, 80, 0.36f, [Tint.Red, Tint.Blue, Tint.Black, Tint.Green], DrawClock)
    { Stand = Stand.Wall, Most = 1, Mirrors = false };

    public static readonly Kind Guitar = new(
        88, "guitar", "吉他", "把", "instrument", 60, 140, 0.62f, [Tint.Brown, Tint.Red, Tint.Black, Tint.Blue], DrawGuitar)
    { Most = 1 };

    public static readonly Kind Book = new(
        84, "book", "书", "本", "stationery", 96, 60, 0.32f, [Tint.Red, Tint.Blue, Tint.Green, Tint.Purple, Tint.Orange], DrawBook)
    { ColouredPart = ("{0}封面的", "cover", "covers") };

    private static void DrawTable(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Box(30, 14, 8, 50, 2, Ink.Darker(paint, 0.3f));
        p.Box(112, 14, 8, 50, 2, Ink.Darker(paint, 0.3f));
        p.Box(10, 18, 9, 59, 2, paint);
        p.Box(131, 18, 9, 59, 2, paint);
        p.Box(8, 14, 134, 13, 2, Ink.Darker(paint, 0.14f));
        p.Fill("M14 2 L136 2 L148 14 L148 19 L2 19 L2 14 Z", paint);
        p.Line("M30 6 L80 6 M60 11 L120 11", Ink.Fade(Ink.Darker(paint, 0.4f), 0.4f), 1.2f);
    }

    private static void DrawLamp(Pencil p, Look look)
    {
        if (look.Night) p.Glow(28, 36, 60, Ink.Fade(Ink.Lamp, 0.6f));
        p.Line("M28 46 L28 132", Ink.Coal, 4);
        p.Oval(28, 134, 17, 4.5f, Ink.Coal);
        p.Fill("M16 4 L40 4 L54 48 L2 48 Z", look.Tint.Color);
        p.Flat("M19 8 L26 8 L20 45 L7 45 Z", Ink.Fade(SKColors.White, 0.35f));
        if (look.Night) p.Flat("M16 4 L40 4 L54 48 L2 48 Z", Ink.Fade(Ink.Lamp, 0.4f));
        p.Line("M42 48 L42 60", Ink.Steel, 1.2f);
        p.FlatOval(42, 62, 2, 2, Ink.Steel);
    }

    private static void DrawBookshelf(Pencil p, Look look)
    {
        var wood = look.Tint.En == "brown" ? Ink.Wood : look.Tint.Color;
        p.Box(2, 2, 96, 136, 3, wood);
        ReadOnlySpan<SKColor> spines = [Ink.Red, Ink.Blue, Ink.Leaf, Ink.Yellow, Ink.Rgb(0x8A4FC4), Ink.Orange, Ink.Rgb(0x3FA7A7)];
        for (var shelf = 0; shelf < 4; shelf++)
        {
            var y = 8 + (shelf * 33);
            p.FlatBox(8, y, 84, 27, 0, Ink.Darker(wood, 0.5f));
            var x = 9f;
            for (var book = 0; x < 82; book++)
            {
                var n = (shelf * 5) + (book * 3);
                var width = 6f + (n % 4);
                var height = 19 + (n % 3 * 3);
                if (n % 11 != 7) p.FlatBox(x, y + 27 - height, width, height, 1, spines[n % spines.Length]);
                x += width + 1;
            }
        }
    }

    private static void DrawTelevision(Pencil p, Look look)
    {
        p.Box(14, 74, 96, 24, 3, Ink.Wood);
        p.Line("M62 76 L62 96 M52 86 L56 86 M68 86 L72 86", Ink.DarkWood, 2);
        p.FlatBox(52, 66, 20, 9, 1, Ink.Coal);
        p.Box(2, 3, 120, 65, 4, Ink.Black);
        p.Fade(SKRect.Create(7, 8, 110, 55), Ink.Rgb(0x5AB2F0), Ink.Rgb(0xBFE9F5));
        p.Flat("M7 63 L7 48 L34 26 L58 48 L76 34 L117 56 L117 63 Z", Ink.Rgb(0x3C8A5A));
        p.FlatOval(94, 21, 8, 8, Ink.Lamp);
        p.Flat("M10 10 L50 10 L20 60 L10 60 Z", Ink.Fade(SKColors.White, 0.16f));
    }

    private static void DrawClock(Pencil p, Look look)
    {
        p.Oval(40, 40, 37, 37, look.Tint.Color);
        p.Oval(40, 40, 29, 29, Ink.White);
        for (var i = 0; i < 12; i++)
        {
            p.Canvas.Save();
            p.Canvas.RotateDegrees(i * 30, 40, 40);
            p.Line(i % 3 == 0 ? "M40 14 L40 20" : "M40 14 L40 16", Ink.Black, 2.4f);
            p.Canvas.Restore();
        }

        p.Line("M40 40 L28 29", Ink.Black, 4);
        p.Line("M40 40 L54 24", Ink.Black, 2.8f);
        p.FlatOval(40, 40, 3.4f, 3.4f, Ink.Red);
    }

    private static void DrawGuitar(Pencil p, Look look)
    {
        var paint = look.Tint.En == "brown" ? Ink.Rgb(0xC98142) : look.Tint.Color;
        p.Box(25, 8, 10, 76, 2, Ink.DarkWood);
        p.Fill("M22 2 L38 2 L36 20 L24 20 Z", Ink.DarkWood);
        p.Line("M20 6 L17 6 M20 12 L17 12 M40 6 L43 6 M40 12 L43 12", Ink.Silver, 3);
        p.Fill("M30 70 C42 66 52 74 49 86 C46 94 58 102 57 118 C56 132 44 138 30 138 C16 138 4 132 3 118 C2 102 14 94 11 86 C8 74 18 66 30 70 Z", paint);
        p.FlatBox(25.5f, 60, 9, 24, 0, Ink.DarkWood);
        p.FlatOval(30, 96, 9, 9, Ink.Black);
        p.Ring(30, 96, 10.5f, Ink.Cream, 1.6f);
        p.FlatBox(19, 120, 22, 5, 2, Ink.DarkWood);
        p.Line("M28 10 L28 121 M30 10 L30 121 M32 10 L32 121", Ink.Fade(Ink.Silver, 0.9f), 0.7f);
        p.Line("M26 26 L34 26 M26 36 L34 36 M26 46 L34 46 M26 56 L34 56", Ink.Silver, 1);
    }

    private static void DrawBook(Pencil p, Look look)
    {
        var cover = look.Tint.Color;
        p.Fill("M2 52 L48 58 L94 52 L94 16 L48 22 L2 16 Z", cover);
        p.Fill("M6 12 C20 2 38 4 48 14 L48 54 C38 46 20 44 6 50 Z", Ink.White);
        p.Fill("M90 12 C76 2 58 4 48 14 L48 54 C58 46 76 44 90 50 Z", Ink.White);
        p.Line("M13 18 Q28 10 42 19 M13 26 Q28 18 42 27 M13 34 Q28 26 42 35 M13 42 Q28 34 42 43", Ink.Steel, 1.8f);
        p.Line("M83 18 Q68 10 54 19 M83 26 Q68 18 54 27 M83 34 Q68 26 54 35 M83 42 Q68 34 54 43", Ink.Steel, 1.8f);
        p.Flat("M70 6 L76 6 L76 28 L73 24 L70 28 Z", Ink.Red);
    }
}
