using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Animals that live with people, in side view, looking right.</summary>
internal static class Pets
{
    public static readonly Kind Dog = new(
        18, "dog", "狗", "只", "animal", 110, 90, 0.44f,
        [Tint.Brown, Tint.White, Tint.Black, new("黄色", "yellow", Ink.Rgb(0xE3A94F))], DrawDog);

    public static readonly Kind Cat = new(
        17, "cat", "猫", "只", "animal", 80, 92, 0.48f,
        [new("橘色", "orange", Ink.Rgb(0xEE9338)), Tint.White, Tint.Black, Tint.Gray], DrawCat);

    private static void DrawDog(Pencil p, Look look)
    {
        var coat = look.Tint.Color;
        var dark = Ink.Darker(coat, 0.3f);
        p.Limb("M16 46 Q2 36 6 18", coat, 6);
        p.Limb("M30 58 L26 86", dark, 9);
        p.Limb("M72 58 L72 86", dark, 9);
        p.Fill("M14 50 C14 36 30 34 48 36 C64 37 70 30 78 28 L92 44 C90 60 84 66 72 66 C58 68 44 62 34 68 C22 72 14 64 14 50 Z", coat);
        p.Limb("M22 58 L18 86", coat, 9);
        p.Limb("M80 56 L82 86", coat, 9);
        p.Line("M68 42 Q76 54 90 48", Ink.Red, 5);
        p.FlatOval(84, 54, 3.2f, 3.2f, Ink.Yellow);
        p.Fill("M68 24 C66 8 82 2 92 8 C97 12 98 18 106 21 C111 24 109 33 103 34 C96 36 92 42 83 41 C74 40 69 34 68 24 Z", coat);
        p.Fill("M76 8 C64 6 60 20 64 34 C70 38 76 30 79 18 Z", dark);
        p.FlatOval(107, 24, 3.6f, 3f, Ink.Black);
        p.FlatOval(90, 17, 2.8f, 3.2f, Ink.Against(coat));
        p.FlatOval(91, 16, 1, 1, SKColors.White);
        p.Line("M104 29 Q98 33 93 30", Ink.Against(coat), 1.5f);
        p.FlatOval(101, 35.5f, 3, 4.5f, Ink.Rgb(0xF07A88));
    }

    private static void DrawCat(Pencil p, Look look)
    {
        var coat = look.Tint.Color;
        var dark = Ink.Darker(coat, 0.28f);
        p.Limb("M54 84 C78 86 80 66 68 54", coat, 7);
        p.Fill("M22 88 C16 60 24 44 38 40 C56 42 66 62 62 88 Z", coat);
        p.Fill("M18 91 C16 84 30 82 34 88 L34 91 Z", Ink.Lighter(coat, 0.25f));
        p.Fill("M36 91 C36 84 50 82 52 88 L52 91 Z", Ink.Lighter(coat, 0.25f));
        p.Line("M34 64 L34 84", dark, 2);
        p.Fill("M14 4 L28 14 C34 12 42 12 48 14 L60 3 C64 14 64 22 62 30 C60 42 50 48 38 48 C26 48 15 42 13 30 C11 22 11 12 14 4 Z", coat);
        p.Flat("M17 9 L25 16 L17 22 Z", Ink.Pink);
        p.Flat("M57 8 L50 16 L58 22 Z", Ink.Pink);
        p.Line("M38 13 L38 20 M31 14 L32 20 M45 14 L44 20", dark, 2.2f);
        p.Line("M60 60 L52 62 M62 68 L53 69 M62 76 L54 76", dark, 2.2f);
        p.FlatOval(27, 28, 5.4f, 5.8f, Ink.Rgb(0xC9E265));
        p.FlatOval(49, 28, 5.4f, 5.8f, Ink.Rgb(0xC9E265));
        p.FlatOval(27.5f, 28, 2, 5, Ink.Black);
        p.FlatOval(48.5f, 28, 2, 5, Ink.Black);
        p.Flat("M34 35 L42 35 L38 39.5 Z", Ink.Rgb(0xE0718A));
        p.Line("M38 39 Q36 44 31 42 M38 39 Q40 44 45 42", Ink.Against(coat), 1.4f);
        p.Line("M22 37 L6 34 M22 40 L7 42 M54 37 L70 34 M54 40 L69 42", Ink.Fade(Ink.White, 0.85f), 1);
    }
}
