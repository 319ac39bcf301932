using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What is built, seen from the front.</summary>
internal static class Buildings
{
    public static readonly Kind House = new(
        41, "house", "房子", "座", "building", 130, 120, 0.62f, [Tint.Red, Tint.Blue, Tint.Green, Tint.Brown, Tint.Purple], DrawHouse)
    { Stand = Stand.Back, Most = 2, ColouredPart = ("{0}屋顶的", "roof", "roofs") };

    public static readonly Kind Skyscraper = new(
        42, "skyscraper", "摩天大楼", "座", "building", 80, 180, 0.74f, [Tint.Plain], DrawSkyscraper)
    { Stand = Stand.Back };

    public static readonly Kind Lighthouse = new(
        43, "lighthouse", "灯塔", "座", "building", 80, 160, 0.7f, [Tint.Plain], DrawLighthouse)
    { Stand = Stand.Back, Most = 1 };

    public static readonly Kind Windmill = new(
        45, "windmill", "风车", "座", "building", 130, 150, 0.7f, [Tint.Plain], DrawWindmill)
    { Stand = Stand.Back, Most = 1 };

    public static readonly Kind Tent = new(
        46, "tent", "帐篷", "顶", "building", 130, 84, 0.4f, [Tint.Orange, Tint.Green, Tint.Blue, Tint.Red, Tint.Yellow], DrawTent)
    { Most = 2 };

    private static SKColor Window(Look look) => look.Night ? Ink.Lamp : Ink.Glass;

    private static void DrawHouse(Pencil p, Look look)
    {
        p.Box(92, 14, 14, 34, 1, Ink.Rgb(0x9C5A48));
        p.Box(14, 54, 102, 64, 1, Ink.Rgb(0xF3E6CC));
        p.Fill("M65 4 L126 58 L118 62 L12 62 L4 58 Z", look.Tint.Color);
        p.Line("M34 44 L96 44 M48 31 L82 31 M22 55 L108 55", Ink.Fade(Ink.Darker(look.Tint.Color, 0.5f), 0.5f), 1.8f);
        p.Box(54, 78, 24, 40, 2, Ink.Wood);
        p.FlatOval(73, 99, 2, 2, Ink.Yellow);
        foreach (var x in (ReadOnlySpan<float>)[24, 86])
        {
            p.Box(x, 74, 22, 22, 1, Window(look));
            p.FlatBox(x + 10, 75, 2, 20, 0, Ink.White);
            p.FlatBox(x + 1, 84, 20, 2, 0, Ink.White);
        }

        p.Oval(65, 42, 8, 8, Window(look));
        if (look.Night)
        {
            p.Glow(35, 85, 28, Ink.Fade(Ink.Lamp, 0.45f));
            p.Glow(97, 85, 28, Ink.Fade(Ink.Lamp, 0.45f));
        }
    }

    private static void DrawSkyscraper(Pencil p, Look look)
    {
        var wall = Ink.Rgb(0x6C8196);
        p.Line("M40 2 L40 22", Ink.Steel, 2.6f);
        p.Box(24, 16, 32, 24, 2, wall);
        p.Box(12, 34, 56, 40, 2, wall);
        p.Box(3, 64, 74, 115, 2, wall);
        for (var row = 0; row < 11; row++)
        {
            for (var column = 0; column < 6; column++)
            {
                var lit = ((row * 7) + (column * 5)) % 3 != 0;
                p.FlatBox(9 + (column * 11), 71 + (row * 9.4f), 7, 6, 0.6f, look.Night ? (lit ? Ink.Lamp : Ink.Rgb(0x2C3848)) : Ink.Rgb(0xB9DDF0));
            }
        }

        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                p.FlatBox(18 + (column * 11.6f), 40 + (row * 8.4f), 7, 5.4f, 0.6f, look.Night ? Ink.Lamp : Ink.Rgb(0xB9DDF0));
            }
        }
    }

    private static void DrawLighthouse(Pencil p, Look look)
    {
        if (look.Night)
        {
            p.Flat("M40 24 L-70 2 L-70 46 Z M40 24 L150 2 L150 46 Z", Ink.Fade(Ink.Lamp, 0.32f));
            p.Glow(40, 24, 40, Ink.Fade(Ink.Lamp, 0.8f));
        }

        p.Fill("M24 42 L56 42 L66 150 L14 150 Z", Ink.White);
        p.Fill("M22.2 62 L57.8 62 L60 84 L20 84 Z M18 106 L62 106 L64 128 L16 128 Z", Ink.Red);
        p.Box(6, 146, 68, 13, 3, Ink.Steel);
        p.Box(27, 16, 26, 24, 1, look.Night ? Ink.Lamp : Ink.Glass);
        p.Line("M34 17 L34 40 M46 17 L46 40", Ink.Coal, 2);
        p.Box(20, 38, 40, 7, 2, Ink.Coal);
        p.Fill("M24 17 C26 6 36 3 40 1 C44 3 54 6 56 17 Z", Ink.Red);
        p.Box(34, 130, 13, 18, 4, Ink.DarkWood);
        p.Box(36, 90, 8, 11, 3, Ink.Glass);
    }

    private static void DrawWindmill(Pencil p, Look look)
    {
        p.Fill("M44 60 L86 60 L98 149 L32 149 Z", Ink.Rgb(0xE9DCC2));
        p.Fill("M40 62 C42 42 56 38 65 36 C74 38 88 42 90 62 Z", Ink.Rgb(0xB4533E));
        p.Box(56, 118, 19, 31, 8, Ink.DarkWood);
        p.Box(59, 84, 13, 15, 5, Window(look));
        p.Line("M40 104 L90 104", Ink.Fade(Ink.Wood, 0.6f), 2);
        for (var i = 0; i < 4; i++)
        {
            p.Canvas.Save();
            p.Canvas.RotateDegrees((i * 90) + 28, 65, 54);
            p.Line("M65 54 L65 2", Ink.DarkWood, 3.4f);
            p.Fill("M66 6 L82 6 L80 42 L66 42 Z", Ink.Cream);
            p.Line("M66 15 L81 15 M66 24 L81 24 M66 33 L80 33 M74 6 L73 42", Ink.Wood, 1.5f);
            p.Canvas.Restore();
        }

        p.Oval(65, 54, 5, 5, Ink.DarkWood);
    }

    private static void DrawTent(Pencil p, Look look)
    {
        var cloth = look.Tint.Color;
        p.Line("M12 78 L2 83 M118 78 L128 83", Ink.Coal, 2);
        p.Fill("M65 6 L122 82 L8 82 Z", cloth);
        p.Fill("M65 6 L122 82 L92 82 Z", Ink.Darker(cloth, 0.24f));
        p.Flat("M60 22 L78 82 L38 82 Z", look.Night ? Ink.Lamp : Ink.Darker(cloth, 0.65f));
        p.Fill("M60 22 L46 82 L34 82 Z", Ink.Lighter(cloth, 0.3f));
        p.Fill("M60 22 L76 82 L86 82 Z", Ink.Lighter(cloth, 0.2f));
        p.Line("M65 6 L65 1", Ink.Wood, 3);
        if (look.Night) p.Glow(58, 66, 40, Ink.Fade(Ink.Lamp, 0.5f));
    }
}
