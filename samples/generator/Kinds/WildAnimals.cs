using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Animals of savanna, desert, ice and air.</summary>
internal static class WildAnimals
{
    public static readonly Kind Elephant = new(
        24, "elephant", "大象", "头", "animal", 140, 108, 0.56f, [Tint.Plain], DrawElephant);

    public static readonly Kind Giraffe = new(
        25, "giraffe", "长颈鹿", "只", "animal", 92, 150, 0.72f, [Tint.Plain], DrawGiraffe);

    public static readonly Kind Zebra = new(
        26, "zebra", "斑马", "匹", "animal", 126, 108, 0.48f, [Tint.Plain], DrawZebra);

    public static readonly Kind Camel = new(
        27, "camel", "骆驼", "头", "animal", 136, 120, 0.56f, [Tint.Plain], DrawCamel);

    public static readonly Kind Penguin = new(
        28, "penguin", "企鹅", "只", "animal", 62, 90, 0.5f, [Tint.Plain], DrawPenguin);

    public static readonly Kind Butterfly = new(
        29, "butterfly", "蝴蝶", "只", "animal", 90, 76, 0.36f, Tint.Bright, DrawButterfly)
    { Stand = Stand.Sky, Plural = "butterflies" };

    private static void DrawElephant(Pencil p, Look look)
    {
        var skin = Ink.Rgb(0x8E96A3);
        var dark = Ink.Darker(skin, 0.25f);
        p.Line("M12 40 Q2 54 7 72", dark, 3.5f);
        p.Fill("M34 72 L34 104 L52 104 L52 74 Z", dark);
        p.Fill("M78 72 L78 104 L96 104 L96 70 Z", dark);
        p.Fill("M10 52 C8 22 34 12 58 16 C72 10 88 8 98 14 L104 60 C98 78 84 80 64 78 L36 80 C20 82 11 70 10 52 Z", skin);
        p.Fill("M14 66 L16 104 L35 104 L36 76 Z", skin);
        p.Fill("M66 76 L66 104 L84 104 L88 74 Z", skin);
        p.Flat("M17 104 l0 -5 q3 -4 5 0 q3 -4 5 0 q3 -4 6 0 l1 5 Z M67 104 l0 -5 q3 -4 5 0 q3 -4 5 0 q3 -4 6 0 l0 5 Z", Ink.Cream);
        p.Fill("M92 22 C96 8 122 8 128 26 C132 38 130 56 132 72 C133 82 136 84 138 80 L140 86 C134 96 122 92 121 78 C120 66 118 60 114 56 C102 60 92 46 92 22 Z", skin);
        p.Fill("M112 52 C114 62 122 66 130 62 C124 62 120 58 119 52 Z", SKColors.White);
        p.Fill("M100 16 C84 4 66 16 68 36 C70 52 82 60 92 54 C100 48 104 30 100 16 Z", Ink.Lighter(skin, 0.08f));
        p.Line("M80 24 Q76 38 84 48", Ink.Fade(dark, 0.8f), 2);
        p.FlatOval(115, 30, 2.6f, 3, Ink.Black);
        p.Line("M126 60 l6 -1 M126 67 l6 -1 M126 74 l7 -1", Ink.Fade(dark, 0.8f), 1.6f);
    }

    private static void DrawGiraffe(Pencil p, Look look)
    {
        var skin = Ink.Rgb(0xF3CB74);
        var spot = Ink.Rgb(0xA8642C);
        p.Line("M12 84 Q4 92 6 110", spot, 2.6f);
        p.Limb("M24 104 L26 146", Ink.Darker(skin, 0.2f), 6);
        p.Limb("M56 102 L58 146", Ink.Darker(skin, 0.2f), 6);
        p.Fill("M10 92 C10 78 24 76 36 74 C46 70 52 56 58 36 L62 16 L75 20 C73 50 70 74 68 92 C66 108 52 110 40 108 C22 110 10 106 10 92 Z", skin);
        p.Limb("M17 102 L15 146", skin, 6);
        p.Limb("M64 100 L67 146", skin, 6);
        p.Flat("M18 84 l10 -4 l5 8 l-7 7 l-9 -3 Z M38 80 l10 -5 l5 8 l-8 8 l-8 -4 Z M26 99 l8 -3 l7 6 l-6 5 l-9 -1 Z M50 92 l9 -3 l4 8 l-7 6 l-7 -4 Z M55 70 l8 -5 l4 8 l-6 7 l-7 -3 Z M59 50 l7 -4 l4 8 l-5 6 l-7 -3 Z M62 32 l7 -3 l3 7 l-5 5 l-6 -3 Z M46 108 l4 -4 l5 3 l-2 2 Z", spot);
        p.Line("M62 4 L63 13 M70 3 L69 13", spot, 2.4f);
        p.FlatOval(62, 4, 2.4f, 2.4f, spot);
        p.FlatOval(70, 3, 2.4f, 2.4f, spot);
        p.Fill("M58 14 C60 8 72 8 78 14 C84 18 92 22 90 28 C86 32 76 30 70 29 C62 29 56 24 58 14 Z", skin);
        p.Fill("M60 14 C52 8 48 12 50 16 C54 20 58 19 60 18 Z", skin);
        p.FlatOval(70, 16, 2.3f, 2.6f, Ink.Black);
        p.FlatOval(86, 24, 1.3f, 1.2f, spot);
        p.Line("M58 22 Q52 50 40 72", spot, 3);
        p.Line("M13 147 L19 147 M23 147 L29 147 M55 147 L61 147 M64 147 L70 147", Ink.Coal, 4);
    }

    private static void DrawZebra(Pencil p, Look look)
    {
        var skin = Ink.White;
        var stripe = Ink.Rgb(0x2E2D35);
        p.Line("M16 44 Q6 56 8 76", stripe, 3.5f);
        p.Limb("M38 66 L38 102", Ink.Darker(skin, 0.2f), 8);
        p.Limb("M80 66 L80 102", Ink.Darker(skin, 0.2f), 8);
        p.Fill("M14 50 C16 38 32 36 52 38 C68 40 76 32 84 22 L94 10 L110 22 C104 34 100 44 96 54 C92 68 78 70 64 68 L36 70 C22 70 14 62 14 50 Z", skin);
        p.Limb("M27 64 L25 102", skin, 8);
        p.Limb("M90 60 L92 102", skin, 8);
        p.Fill("M92 6 C100 0 108 8 116 18 C124 26 122 34 114 34 C106 34 100 30 94 27 C88 22 88 12 92 6 Z", skin);
        p.Fill("M114 20 C124 26 122 34 114 34 C110 30 110 24 114 20 Z", stripe);
        p.Line("M24 40 Q20 52 26 66 M34 38 Q30 52 36 69 M44 38 Q42 52 47 68 M54 39 Q52 52 57 67 M64 38 Q64 52 68 67 M73 35 Q76 50 80 65 M80 28 Q88 40 93 54 M86 21 Q94 30 101 36 M94 14 L96 26 M101 9 L101 30", stripe, 3.6f);
        p.Line("M22 78 l9 1 M22 87 l8 1 M88 76 l8 -1 M88 86 l8 -1 M34 80 l8 0 M76 80 l8 0 M34 90 l8 0 M76 90 l8 0", stripe, 3);
        p.Fill("M94 2 C84 4 74 18 70 36 L78 34 C84 26 90 18 96 8 Z", stripe);
        p.Fill("M92 8 L91 0 L97 6 Z", skin);
        p.FlatOval(104, 15, 2.4f, 2.6f, Ink.Black);
        p.Line("M22 104 L29 104 M35 104 L42 104 M77 104 L84 104 M89 104 L96 104", stripe, 4.5f);
    }

    private static void DrawCamel(Pencil p, Look look)
    {
        var skin = Ink.Rgb(0xC9965A);
        var dark = Ink.Darker(skin, 0.28f);
        p.Line("M12 56 Q4 66 8 82", dark, 3);
        p.Limb("M36 76 L38 115", dark, 8);
        p.Limb("M80 76 L78 115", dark, 8);
        p.Fill("M12 60 C14 50 22 48 26 38 C30 22 42 22 46 36 C48 44 54 44 58 36 C62 20 76 20 80 36 C82 46 90 50 98 48 C106 42 106 30 106 18 L118 22 C118 44 112 66 98 72 C88 78 70 80 52 80 C30 84 10 78 12 60 Z", skin);
        p.Limb("M24 74 L22 115", skin, 8);
        p.Limb("M90 72 L92 115", skin, 8);
        p.Fill("M48 34 C50 44 56 44 58 34 L64 62 C56 68 48 68 42 62 Z", Ink.Red);
        p.Line("M44 58 Q53 64 63 58", Ink.Yellow, 3);
        p.Fill("M104 14 C106 6 118 6 124 12 C132 16 136 22 132 28 C126 32 118 28 110 28 C104 26 102 20 104 14 Z", skin);
        p.Fill("M104 12 C98 4 96 8 98 13 C100 17 103 17 105 16 Z", dark);
        p.FlatOval(115, 14, 2.2f, 2.4f, Ink.Black);
        p.Line("M132 24 Q126 26 122 24", dark, 1.5f);
        p.Line("M18 117 L26 117 M34 117 L42 117 M74 117 L82 117 M88 117 L96 117", dark, 5);
    }

    private static void DrawPenguin(Pencil p, Look look)
    {
        var coat = Ink.Rgb(0x30333F);
        p.Fill("M16 86 C18 78 30 80 30 88 L14 89 Z M34 88 C34 80 46 78 48 86 L49 89 L34 89 Z", Ink.Orange);
        p.Fill("M12 40 C2 48 0 60 4 70 C10 66 14 58 16 50 Z", coat);
        p.Fill("M50 40 C60 48 62 60 58 70 C52 66 48 58 46 50 Z", coat);
        p.Fill("M31 2 C46 2 48 18 47 28 C54 40 54 60 50 74 C46 86 16 86 12 74 C8 60 8 40 15 28 C14 18 16 2 31 2 Z", coat);
        p.Flat("M31 14 C24 10 19 16 20 24 C21 30 18 36 16 46 C14 60 16 74 22 78 C28 82 36 82 41 78 C47 74 48 60 46 46 C44 36 41 30 42 24 C43 16 38 10 31 14 Z", Ink.White);
        p.Flat("M16 34 C22 42 40 42 46 34 L47 40 C40 47 22 47 15 40 Z", Ink.Fade(Ink.Yellow, 0.75f));
        p.FlatOval(26, 19, 2.4f, 2.8f, Ink.Black);
        p.FlatOval(36, 19, 2.4f, 2.8f, Ink.Black);
        p.Fill("M26 24 L36 24 L31 31 Z", Ink.Orange);
    }

    private static void DrawButterfly(Pencil p, Look look)
    {
        var wing = look.Tint.Color;
        p.Fill("M44 36 C30 6 8 -2 4 10 C0 26 14 42 44 40 Z", wing);
        p.Fill("M46 36 C60 6 82 -2 86 10 C90 26 76 42 46 40 Z", wing);
        p.Fill("M44 40 C22 40 12 52 16 64 C24 78 40 64 45 46 Z", Ink.Lighter(wing, 0.2f));
        p.Fill("M46 40 C68 40 78 52 74 64 C66 78 50 64 45 46 Z", Ink.Lighter(wing, 0.2f));
        p.FlatOval(18, 17, 6, 6, Ink.Cream);
        p.FlatOval(72, 17, 6, 6, Ink.Cream);
        p.FlatOval(27, 58, 4, 4, Ink.Black);
        p.FlatOval(63, 58, 4, 4, Ink.Black);
        p.Line("M44 26 Q40 12 34 8 M46 26 Q50 12 56 8", Ink.Black, 1.8f);
        p.Oval(45, 42, 3.6f, 18, Ink.Coal);
    }
}
