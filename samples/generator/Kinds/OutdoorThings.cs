using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Things one meets outdoors.</summary>
internal static class OutdoorThings
{
    public static readonly Kind Umbrella = new(
        76, "umbrella", "伞", "把", "accessory", 130, 130, 0.56f, Tint.Bright, DrawUmbrella);

    public static readonly Kind Ball = new(
        37, "ball", "球", "个", "toy", 64, 64, 0.34f, [Tint.Red, Tint.Blue, Tint.Yellow, Tint.Green, Tint.Orange], DrawBall);

    public static readonly Kind TrafficLight = new(
        13, "traffic light", "红绿灯", "个", "street furniture", 44, 150, 0.66f, [Tint.Plain], DrawTrafficLight)
    { Most = 2, Mirrors = false };

    public static readonly Kind Snowman = new(
        80, "snowman", "雪人", "个", "toy", 90, 120, 0.5f, [Tint.Red, Tint.Blue, Tint.Green, Tint.Yellow], DrawSnowman)
    { Plural = "snowmen", ColouredPart = ("围{0}围巾的", "scarf", "scarves") };

    public static readonly Kind Suitcase = new(
        78, "suitcase", "行李箱", "个", "accessory", 72, 96, 0.46f, [Tint.Red, Tint.Blue, Tint.Yellow, Tint.Black, Tint.Purple], DrawSuitcase);

    private static void DrawUmbrella(Pencil p, Look look)
    {
        var cloth = look.Tint.Color;
        p.Line("M65 10 L65 116 Q65 126 75 124 Q81 122 79 115", Ink.DarkWood, 4);
        p.Fill("M65 8 C100 8 124 32 127 62 C120 54 108 54 102 62 C96 54 84 54 78 60 C74 54 56 54 52 60 C46 54 34 54 28 62 C22 54 10 54 3 62 C6 32 30 8 65 8 Z", cloth);
        p.Flat("M65 9 C52 20 46 40 52 60 C46 54 34 54 28 62 C30 38 44 16 65 9 Z", Ink.Fade(Ink.White, 0.5f));
        p.Flat("M65 9 C78 20 84 40 78 60 C84 54 96 54 102 62 C100 38 86 16 65 9 Z", Ink.Fade(Ink.White, 0.5f));
        p.Line("M65 9 C52 20 46 40 52 60 M65 9 C44 16 30 38 28 62 M65 9 C78 20 84 40 78 60 M65 9 C86 16 100 38 102 62", Ink.Fade(Ink.Darker(cloth, 0.5f), 0.7f), 1.5f);
        p.FlatOval(65, 6, 3, 4, Ink.DarkWood);
    }

    private static void DrawBall(Pencil p, Look look)
    {
        p.Oval(32, 32, 30, 30, look.Tint.Color);
        p.Flat("M32 3 C20 12 16 24 18 36 C10 34 4 30 3 26 C6 12 18 3 32 3 Z M61 36 C54 42 42 46 32 44 C36 52 40 58 42 60 C54 56 62 46 61 36 Z M46 6 C44 14 46 24 54 30 C58 30 60 30 61 28 C60 18 54 10 46 6 Z", Ink.Fade(Ink.White, 0.92f));
        p.FlatOval(22, 16, 6, 4, Ink.Fade(SKColors.White, 0.6f));
        p.Ring(32, 32, 30, Ink.Darker(look.Tint.Color, 0.55f), 1.8f);
    }

    private static void DrawTrafficLight(Pencil p, Look look)
    {
        p.Box(18, 66, 8, 83, 2, Ink.Coal);
        p.Box(10, 142, 24, 7, 2, Ink.Coal);
        p.Box(6, 3, 32, 80, 8, Ink.Rgb(0x34363E));
        p.Oval(22, 18, 10, 10, Ink.Rgb(0xF0473C));
        p.Oval(22, 43, 10, 10, Ink.Rgb(0xF2B632));
        p.Oval(22, 68, 10, 10, Ink.Rgb(0x3FBF5F));
        p.Line("M11 12 Q22 2 33 12 M11 37 Q22 27 33 37 M11 62 Q22 52 33 62", Ink.Black, 2.6f);
        if (look.Night) p.Glow(22, 18, 26, Ink.Fade(Ink.Red, 0.5f));
    }

    private static void DrawSnowman(Pencil p, Look look)
    {
        var snow = Ink.Rgb(0xF4F8FC);
        p.Line("M22 66 L2 50 M8 55 L4 62 M68 66 L88 50 M82 55 L87 61", Ink.DarkWood, 3.4f);
        p.Oval(45, 91, 32, 28, snow);
        p.Oval(45, 60, 23, 20, snow);
        p.Oval(45, 34, 17, 16, snow);
        p.Fill("M26 46 C36 54 54 54 64 46 L66 53 C54 61 36 61 24 53 Z", look.Tint.Color);
        p.Fill("M52 54 L62 52 L68 76 L58 79 Z", look.Tint.Color);
        p.Box(32, 2, 26, 18, 2, Ink.Black);
        p.FlatBox(32, 14, 26, 5, 0, look.Tint.Color);
        p.Box(24, 19, 42, 5, 2, Ink.Black);
        p.FlatOval(39, 31, 2.2f, 2.4f, Ink.Black);
        p.FlatOval(51, 31, 2.2f, 2.4f, Ink.Black);
        p.Fill("M45 35 L62 40 L45 41 Z", Ink.Orange);
        p.FlatOval(45, 66, 2.4f, 2.4f, Ink.Coal);
        p.FlatOval(45, 86, 2.6f, 2.6f, Ink.Coal);
        p.FlatOval(45, 98, 2.6f, 2.6f, Ink.Coal);
    }

    private static void DrawSuitcase(Pencil p, Look look)
    {
        p.Line("M24 22 L24 4 L48 4 L48 22", Ink.Coal, 4);
        p.FlatOval(16, 91, 5, 5, Ink.Black);
        p.FlatOval(56, 91, 5, 5, Ink.Black);
        p.Box(4, 20, 64, 70, 8, look.Tint.Color);
        p.Line("M18 24 L18 86 M30 24 L30 86 M42 24 L42 86 M54 24 L54 86", Ink.Fade(Ink.Darker(look.Tint.Color, 0.5f), 0.6f), 2.4f);
        p.Box(44, 44, 16, 12, 2, Ink.Cream);
    }
}
