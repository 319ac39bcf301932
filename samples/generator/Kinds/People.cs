using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>People: variant 0 a man, 1 a woman in a dress, 2 a child. The tint is that of the clothes.</summary>
internal static class People
{
    public const int Man = 0;
    public const int Woman = 1;
    public const int Child = 2;

    public static readonly Kind Person = new(
        1, "person", "人", "个", "person", 56, 140, 0.64f, Tint.Cloth, Draw)
    { Variants = 3, Plural = "people" };

    private static readonly SKColor[] Skins = [Ink.Rgb(0xF3C9A2), Ink.Rgb(0xE2AE80), Ink.Rgb(0xB97F54), Ink.Rgb(0x8A5A3A)];
    private static readonly SKColor[] Hairs = [Ink.Rgb(0x33271F), Ink.Rgb(0x6E4526), Ink.Rgb(0xD9A441), Ink.Rgb(0x24222A)];

    private static void Draw(Pencil p, Look look)
    {
        // Skin and hair vary with the clothes' colour: no further parameter, and no two people look cloned.
        var pick = (look.Tint.En.Length + look.Variant) % 4;
        var skin = Skins[pick];
        var hair = Hairs[(pick + look.Variant) % 4];
        if (look.Variant == Woman) DrawWoman(p, look.Tint.Color, skin, hair);
        else if (look.Variant == Child) DrawChild(p, look.Tint.Color, skin, hair);
        else DrawMan(p, look.Tint.Color, skin, hair);
    }

    private static void DrawMan(Pencil p, SKColor cloth, SKColor skin, SKColor hair)
    {
        p.Fill("M10 134 C10 128 22 128 25 134 L25 139 L8 139 Z M31 134 C32 128 44 128 47 134 L49 139 L31 139 Z", Ink.Coal);
        p.Fill("M13 78 L12 132 L25 132 L28 92 L31 132 L44 132 L43 78 Z", cloth.Blue > 190 && cloth.Red < 90 ? Ink.Rgb(0x6B6258) : Ink.Rgb(0x3D4F73));
        p.Limb("M13 46 Q5 62 7 80", cloth, 8);
        p.Limb("M43 46 Q51 62 49 80", cloth, 8);
        p.Oval(7, 84, 4, 4.5f, skin);
        p.Oval(49, 84, 4, 4.5f, skin);
        p.Fill("M11 46 C13 37 43 37 45 46 L44 84 L12 84 Z", cloth);
        p.Box(23, 30, 10, 11, 3, skin);
        p.Oval(28, 20, 13, 15, skin);
        p.Fill("M14 20 C10 4 22 0 30 2 C42 2 46 12 42 21 C40 16 36 12 32 12 C24 12 18 12 14 20 Z", hair);
        Face(p, 28, 22);
    }

    private static void DrawWoman(Pencil p, SKColor cloth, SKColor skin, SKColor hair)
    {
        p.Fill("M12 22 C8 4 24 0 29 1 C46 2 48 18 46 30 C46 42 50 50 48 56 C36 60 20 60 8 56 C8 48 12 40 12 22 Z", hair);
        p.Limb("M22 108 L21 132", skin, 6.5f);
        p.Limb("M34 108 L35 132", skin, 6.5f);
        p.Fill("M14 139 C14 130 22 130 25 134 L25 139 Z M31 139 L31 134 C34 130 42 130 42 139 Z", Ink.Darker(cloth, 0.4f));
        p.Limb("M16 48 Q7 62 9 80", skin, 6.5f);
        p.Limb("M40 48 Q49 62 47 80", skin, 6.5f);
        p.Fill("M17 44 C20 38 36 38 39 44 L37 70 C42 84 48 98 50 112 C38 118 18 118 6 112 C8 98 14 84 19 70 Z", cloth);
        p.Line("M19 70 L37 70", Ink.Fade(Ink.White, 0.8f), 3);
        p.Box(24, 30, 8, 11, 3, skin);
        p.Oval(28, 20, 12, 14, skin);
        p.Fill("M15 20 C13 6 24 3 28 4 C36 3 43 8 41 20 C38 12 32 10 27 11 C22 11 18 13 15 20 Z", hair);
        Face(p, 28, 22);
    }

    private static void DrawChild(Pencil p, SKColor cloth, SKColor skin, SKColor hair)
    {
        p.Limb("M22 114 L22 132", skin, 8);
        p.Limb("M34 114 L34 132", skin, 8);
        p.Fill("M14 139 C14 130 22 130 26 134 L26 139 Z M30 139 L30 134 C34 130 42 130 42 139 Z", Ink.White);
        p.Fill("M15 98 L15 120 L27 120 L28 108 L29 120 L41 120 L41 98 Z", Ink.Rgb(0x4A5D86));
        p.Limb("M15 78 Q6 84 3 70", cloth, 8);
        p.Limb("M41 78 Q50 90 52 98", cloth, 8);
        p.Oval(3, 66, 4, 4, skin);
        p.Oval(52, 102, 4, 4, skin);
        p.Fill("M13 78 C15 70 41 70 43 78 L42 104 L14 104 Z", cloth);
        p.Oval(28, 53, 17, 18, skin);
        p.Fill("M10 54 C8 34 22 32 28 34 C40 31 49 42 46 54 C42 46 34 44 28 45 C20 44 13 46 10 54 Z", hair);
        Face(p, 28, 56);
    }

    private static void Face(Pencil p, float x, float y)
    {
        p.FlatOval(x - 4.6f, y, 1.5f, 1.9f, Ink.Black);
        p.FlatOval(x + 4.6f, y, 1.5f, 1.9f, Ink.Black);
        p.FlatOval(x - 7.5f, y + 4.5f, 2.2f, 1.4f, Ink.Fade(Ink.Red, 0.3f));
        p.FlatOval(x + 7.5f, y + 4.5f, 2.2f, 1.4f, Ink.Fade(Ink.Red, 0.3f));
        p.Canvas.Save();
        p.Canvas.Translate(x, y);
        p.Line("M-3.5 6 Q0 9 3.5 6", Ink.Rgb(0x9B3B3B), 1.4f);
        p.Canvas.Restore();
    }
}
