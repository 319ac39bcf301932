using ImageSearchBench.Scenes.Drawing;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What grows.</summary>
internal static class Plants
{
    public static readonly Kind Tree = new(
        31, "tree", "树", "棵", "plant", 110, 140, 0.72f,
        [Tint.Green, new("金黄色", "golden", Ink.Rgb(0xE8A72E)), new("粉色", "pink", Ink.Rgb(0xF3A7C4))], DrawTree);

    public static readonly Kind PalmTree = new(32, "palm tree", "棕榈树", "棵", "plant", 110, 150, 0.78f, [Tint.Plain], DrawPalm);

    public static readonly Kind PineTree = new(33, "pine tree", "松树", "棵", "plant", 84, 140, 0.7f, [Tint.Plain], DrawPine);

    public static readonly Kind Flower = new(
        35, "flower", "花", "朵", "plant", 64, 100, 0.5f, [Tint.Red, Tint.Yellow, Tint.Pink, Tint.Purple, Tint.White], DrawFlower);

    public static readonly Kind PottedPlant = new(
        36, "potted plant", "盆栽", "盆", "plant", 84, 120, 0.52f, [Tint.Plain], DrawPotted)
    { Most = 2 };

    public static readonly Kind Cactus = new(
        34, "cactus", "仙人掌", "棵", "plant", 84, 120, 0.54f, [Tint.Plain], DrawCactus)
    { Plural = "cacti" };

    private static void DrawTree(Pencil p, Look look)
    {
        var leaves = look.Tint.Color;
        p.Fill("M46 139 C50 120 49 100 47 84 L63 84 C61 100 61 120 67 139 Z", Ink.Rgb(0x84552F));
        p.Limb("M52 98 L34 78 M58 94 L76 76", Ink.Rgb(0x84552F), 5);
        p.Fill("M14 76 C0 70 0 48 14 44 C10 26 28 14 40 20 C46 2 74 2 78 20 C94 14 106 30 98 44 C112 52 108 74 94 76 C90 92 66 92 58 84 C46 94 22 92 14 76 Z", leaves);
        p.Flat("M22 50 C18 36 30 28 40 32 C48 18 64 18 70 26 C56 24 50 32 48 40 C38 34 28 40 22 50 Z", Ink.Fade(Ink.Lighter(leaves, 0.5f), 0.6f));
        p.Line("M30 64 q8 8 16 0 M62 56 q8 8 16 0 M58 74 q7 6 14 0 M74 36 q7 6 13 1", Ink.Fade(Ink.Darker(leaves, 0.45f), 0.6f), 2.2f);
    }

    private static void DrawPalm(Pencil p, Look look)
    {
        p.Fill("M42 148 C50 112 56 78 54 46 L64 46 C68 80 64 114 60 148 Z", Ink.Rgb(0xA97B4B));
        p.Line("M46 132 L61 132 M49 118 L62 118 M52 104 L64 104 M53 90 L65 90 M54 76 L65 76 M54 62 L65 62", Ink.Fade(Ink.DarkWood, 0.7f), 2);
        var leaf = Ink.Rgb(0x3E9B4F);
        p.Fill("M58 44 C40 24 14 26 2 52 C20 42 40 44 58 48 Z", Ink.Darker(leaf, 0.2f));
        p.Fill("M60 44 C76 22 100 28 109 54 C94 42 76 44 60 48 Z", Ink.Darker(leaf, 0.2f));
        p.Fill("M58 46 C40 44 24 58 22 82 C36 64 46 56 60 50 Z", leaf);
        p.Fill("M60 46 C78 46 92 60 94 84 C82 66 72 56 58 50 Z", leaf);
        p.Fill("M58 46 C52 26 32 10 12 14 C32 20 44 34 56 50 Z", Ink.Lighter(leaf, 0.12f));
        p.Fill("M60 46 C62 24 80 8 102 10 C84 18 72 34 62 50 Z", Ink.Lighter(leaf, 0.12f));
        p.Fill("M56 46 C52 28 54 12 62 2 C66 16 66 32 62 48 Z", Ink.Lighter(leaf, 0.2f));
        p.Oval(54, 53, 5, 5.5f, Ink.DarkWood);
        p.Oval(64, 54, 5, 5.5f, Ink.DarkWood);
    }

    private static void DrawPine(Pencil p, Look look)
    {
        var leaf = Ink.Rgb(0x2F7A4D);
        p.Box(36, 114, 13, 25, 2, Ink.DarkWood);
        p.Fill("M42 62 C34 84 18 104 2 118 C28 124 56 124 82 118 C66 104 50 84 42 62 Z", Ink.Darker(leaf, 0.15f));
        p.Fill("M42 32 C36 52 22 70 9 84 C30 90 54 90 75 84 C62 70 48 52 42 32 Z", leaf);
        p.Fill("M42 2 C38 20 26 38 16 50 C32 56 52 56 68 50 C58 38 46 20 42 2 Z", Ink.Lighter(leaf, 0.12f));
        p.Line("M28 44 q6 5 12 2 M22 76 q8 6 14 3 M48 78 q8 4 14 0 M18 110 q9 6 16 3 M50 112 q8 4 16 0", Ink.Fade(Ink.Lighter(leaf, 0.5f), 0.6f), 1.8f);
    }

    private static void DrawFlower(Pencil p, Look look)
    {
        var petal = look.Tint.Color;
        p.Limb("M32 40 C30 60 34 80 32 98", Ink.Leaf, 4);
        p.Fill("M32 80 C16 80 8 70 6 60 C20 58 30 66 32 80 Z", Ink.Leaf);
        p.Fill("M33 88 C46 88 56 78 58 68 C46 66 36 74 33 88 Z", Ink.Leaf);
        for (var i = 0; i < 7; i++)
        {
            p.Canvas.Save();
            p.Canvas.RotateDegrees(i * 360f / 7, 32, 31);
            p.Oval(32, 13, 8.5f, 12, petal);
            p.Canvas.Restore();
        }

        p.Oval(32, 31, 10, 10, look.Tint.En == "yellow" ? Ink.Rgb(0x7A4A22) : Ink.Yellow);
    }

    private static void DrawPotted(Pencil p, Look look)
    {
        var leaf = Ink.Rgb(0x46A35A);
        p.Fill("M42 80 C30 60 16 54 2 58 C8 74 26 82 42 84 Z", Ink.Darker(leaf, 0.15f));
        p.Fill("M42 80 C54 60 68 54 82 58 C76 74 58 82 42 84 Z", Ink.Darker(leaf, 0.15f));
        p.Fill("M42 82 C36 56 22 36 6 30 C8 54 22 74 42 82 Z", leaf);
        p.Fill("M42 82 C48 56 62 36 78 30 C76 54 62 74 42 82 Z", leaf);
        p.Fill("M42 82 C30 56 32 22 42 2 C52 22 54 56 42 82 Z", Ink.Lighter(leaf, 0.12f));
        p.Line("M42 80 L42 16 M40 76 L14 40 M44 76 L70 40", Ink.Fade(Ink.DarkLeaf, 0.7f), 1.6f);
        p.Fill("M18 86 L66 86 L60 118 L24 118 Z", Ink.Rgb(0xC8693E));
        p.Box(14, 78, 56, 11, 3, Ink.Rgb(0xD6784A));
    }

    private static void DrawCactus(Pencil p, Look look)
    {
        var skin = Ink.Rgb(0x4F9E56);
        p.Limb("M30 78 C14 78 12 70 12 52", skin, 14);
        p.Limb("M54 66 C70 66 72 58 72 40", skin, 14);
        p.Box(27, 4, 30, 115, 15, skin);
        p.Line("M36 14 L36 116 M48 14 L48 116 M12 54 L12 66 M72 42 L72 54", Ink.Fade(Ink.Darker(skin, 0.5f), 0.6f), 1.8f);
        p.Line("M42 26 l0 4 M31 40 l0 4 M42 56 l0 4 M53 44 l0 4 M31 96 l0 4 M42 84 l0 4 M53 92 l0 4", Ink.Cream, 2);
        p.Fill("M42 8 C34 4 34 -2 42 2 C50 -2 50 4 42 8 Z", Ink.Pink);
    }
}
