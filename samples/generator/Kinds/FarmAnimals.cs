using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Animals of the farm, in side view, looking right.</summary>
internal static class FarmAnimals
{
    public static readonly Kind Horse = new(
        19, "horse", "马", "匹", "animal", 130, 120, 0.58f, Tint.Coats, DrawHorse);

    public static readonly Kind Cow = new(
        21, "cow", "奶牛", "头", "animal", 140, 96, 0.48f, [Tint.Plain], DrawCow);

    public static readonly Kind Sheep = new(
        20, "sheep", "绵羊", "只", "animal", 100, 84, 0.4f, [Tint.White, Tint.Black], DrawSheep)
    { Plural = "sheep" };

    public static readonly Kind Chicken = new(
        23, "chicken", "鸡", "只", "animal", 84, 90, 0.42f, [Tint.Brown, Tint.White, Tint.Black], DrawChicken);

    public static readonly Kind Duck = new(
        16, "duck", "鸭子", "只", "animal", 92, 74, 0.4f, [Tint.Yellow, Tint.White, Tint.Brown], DrawDuck)
    { Stand = Stand.Water };

    private static void DrawHorse(Pencil p, Look look)
    {
        var coat = look.Tint.Color;
        var dark = Ink.Darker(coat, 0.3f);
        var mane = Ink.Mix(Ink.DarkWood, Ink.Black, 0.5f);
        if (coat.Red < 90) mane = Ink.Rgb(0xB8A58A);
        p.Fill("M22 50 C8 52 8 70 4 92 C14 90 20 76 24 62 Z", mane);
        p.Fill("M40 66 L36 88 L40 114 L48 114 L46 90 L52 70 Z", dark);
        p.Fill("M76 68 L80 90 L78 114 L86 114 L90 88 L88 66 Z", dark);
        p.Fill("M20 56 C22 44 36 42 54 46 C68 48 74 40 84 28 L98 12 L112 22 C104 34 102 44 99 56 C96 72 84 76 70 72 C58 70 48 72 38 74 C26 76 18 68 20 56 Z", coat);
        p.Fill("M24 64 L22 86 L26 114 L35 114 L33 88 L42 68 Z", coat);
        p.Fill("M86 66 L90 90 L90 114 L99 114 L100 88 L99 60 Z", coat);
        p.FlatBox(25, 111, 11, 7, 2, Ink.Black);
        p.FlatBox(89, 111, 11, 7, 2, Ink.Black);
        p.FlatBox(39, 111, 10, 7, 2, Ink.Black);
        p.FlatBox(77, 111, 10, 7, 2, Ink.Black);
        p.Fill("M96 8 L98 0 L103 7 C110 9 116 18 124 26 C128 31 125 38 118 37 C112 37 106 33 98 31 C90 28 90 14 96 8 Z", coat);
        p.Fill("M98 4 C86 6 74 24 70 46 C78 42 82 36 90 26 C95 20 98 12 98 4 Z", mane);
        p.FlatOval(106, 17, 2.2f, 2.6f, Ink.Against(coat));
        p.FlatOval(122, 31, 1.4f, 1.6f, Ink.Against(coat));
    }

    private static void DrawCow(Pencil p, Look look)
    {
        var coat = Ink.White;
        var spots = Ink.Rgb(0x33323A);
        p.Line("M14 34 Q4 44 8 66", spots, 3);
        p.Limb("M34 66 L34 92", Ink.Darker(coat, 0.2f), 10);
        p.Limb("M86 66 L86 92", Ink.Darker(coat, 0.2f), 10);
        p.Oval(56, 73, 9, 7, Ink.Pink);
        p.Fill("M12 36 C14 26 30 26 54 28 C74 28 90 22 102 26 L108 48 C104 66 92 72 74 72 L36 72 C18 74 10 56 12 36 Z", coat);
        p.Flat("M24 28 C42 26 48 38 40 48 C32 56 22 50 20 42 C18 36 20 30 24 28 Z", spots);
        p.Flat("M64 30 C80 28 90 34 86 46 C82 58 66 56 62 48 C58 40 60 34 64 30 Z", spots);
        p.Flat("M44 62 C52 56 60 64 58 71 L40 71 C40 66 42 64 44 62 Z", spots);
        p.Limb("M22 64 L22 92", coat, 10);
        p.Limb("M97 64 L97 92", coat, 10);
        p.Line("M18 94 L27 94 M93 94 L102 94 M30 94 L38 94 M82 94 L90 94", spots, 5);
        p.Fill("M100 18 C102 10 120 8 126 14 C131 20 138 34 136 42 C134 50 120 52 114 46 C106 40 98 28 100 18 Z", coat);
        p.Flat("M101 16 C104 10 112 10 114 12 C112 24 108 32 106 32 C102 26 100 20 101 16 Z", spots);
        p.Fill("M118 38 C126 32 136 34 136 42 C134 51 120 52 115 46 Z", Ink.Pink);
        p.FlatOval(130, 41, 1.6f, 1.6f, Ink.Black);
        p.FlatOval(118, 22, 2.8f, 3.2f, Ink.Black);
        p.FlatOval(119, 21, 1, 1, SKColors.White);
        p.Fill("M102 16 C94 12 90 16 90 20 C94 26 100 24 103 22 Z", spots);
        p.Fill("M106 11 C102 4 106 0 110 0 C108 4 110 8 113 10 Z", Ink.Cream);
        p.Fill("M121 11 C124 6 122 2 120 0 C126 0 129 6 127 13 Z", Ink.Cream);
        p.Line("M98 50 Q102 56 108 52", Ink.Red, 3.5f);
        p.Oval(105, 57, 4.5f, 5, Ink.Yellow);
    }

    private static void DrawSheep(Pencil p, Look look)
    {
        var wool = look.Tint.Color;
        var skin = wool.Red > 128 ? Ink.Rgb(0x4B4448) : Ink.Rgb(0xD9C3A8);
        p.Limb("M28 58 L28 81", skin, 7);
        p.Limb("M42 58 L42 81", Ink.Darker(skin, 0.2f), 7);
        p.Limb("M62 58 L62 81", Ink.Darker(skin, 0.2f), 7);
        p.Limb("M73 58 L73 81", skin, 7);
        p.Fill("M14 40 C4 34 10 20 22 22 C24 10 40 8 46 15 C54 6 70 8 73 18 C86 16 92 30 84 38 C92 48 82 60 72 57 C66 68 52 68 47 61 C38 70 24 66 22 58 C10 60 6 48 14 40 Z", wool);
        p.Line("M24 34 q6 -6 12 0 M44 28 q6 -6 12 0 M32 48 q6 -6 12 0 M54 46 q6 -6 12 0 M64 32 q5 -5 10 0", Ink.Fade(Ink.Darker(wool, 0.45f), 0.55f), 1.8f);
        p.Fill("M76 22 C78 14 92 14 95 22 C99 32 98 44 92 47 C84 49 76 36 76 22 Z", skin);
        p.Fill("M78 22 C68 20 64 26 66 31 C72 33 76 30 79 27 Z", skin);
        p.Fill("M72 18 C72 8 86 4 92 12 C96 16 92 22 88 20 C84 24 74 24 72 18 Z", wool);
        p.FlatOval(88, 28, 3, 3.2f, SKColors.White);
        p.FlatOval(88.8f, 28.4f, 1.6f, 1.8f, SKColors.Black);
        p.Line("M88 42 Q92 43 95 40", Ink.Against(skin), 1.3f);
    }

    private static void DrawChicken(Pencil p, Look look)
    {
        var coat = look.Tint.Color;
        p.Line("M38 70 L36 87 M36 87 L28 89 M36 87 L44 89 M48 70 L50 87 M50 87 L42 89 M50 87 L58 89", Ink.Orange, 3);
        p.Fill("M14 44 C0 40 0 18 8 12 C10 20 14 22 20 26 C18 18 20 14 24 12 C28 24 34 32 42 36 L30 56 Z", Ink.Darker(coat, 0.3f));
        p.Fill("M16 46 C22 30 40 38 48 26 C50 16 64 8 70 20 C74 36 76 50 66 62 C56 74 38 76 28 68 C18 62 14 54 16 46 Z", coat);
        p.Fill("M24 48 C32 42 48 42 56 46 C52 60 40 64 30 60 C34 58 32 56 26 56 C30 54 28 52 24 48 Z", Ink.Darker(coat, 0.16f));
        p.Fill("M48 14 C46 4 54 4 56 8 C58 0 66 2 66 8 C70 4 74 8 72 14 C68 18 54 20 48 14 Z", Ink.Red);
        p.Fill("M70 20 L82 25 L70 29 Z", Ink.Orange);
        p.Fill("M66 30 C64 40 72 44 74 38 C76 34 72 30 70 29 Z", Ink.Red);
        p.FlatOval(63, 20, 3, 3, SKColors.White);
        p.FlatOval(63.6f, 20, 1.6f, 1.6f, SKColors.Black);
    }

    private static void DrawDuck(Pencil p, Look look)
    {
        var coat = look.Tint.Color;
        p.Fill("M4 44 C10 46 18 46 24 44 C36 36 46 40 54 42 L80 46 C82 62 68 72 46 72 C24 72 8 66 4 44 Z", coat);
        p.Fill("M26 48 C36 40 54 46 60 52 C54 62 40 66 28 60 C32 58 30 54 26 48 Z", Ink.Darker(coat, 0.18f));
        p.Fill("M50 46 C58 38 46 28 48 18 C50 4 76 0 78 20 C80 34 74 36 80 48 C78 56 56 56 50 46 Z", look.Tint.En == "brown" ? Ink.DarkLeaf : coat);
        if (look.Tint.En == "brown") p.Line("M52 39 Q64 43 76 38", Ink.White, 3);
        p.Fill("M76 18 C84 16 90 20 91 23 C90 28 82 29 76 27 Z", Ink.Orange);
        p.FlatOval(68, 16, 2.8f, 3, SKColors.Black);
        p.FlatOval(68.8f, 15.2f, 1, 1, SKColors.White);
    }
}
