using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Things to eat.</summary>
internal static class Food
{
    public static readonly Kind Apple = new(
        53, "apple", "苹果", "个", "food", 70, 76, 0.38f, [Tint.Red, Tint.Green], DrawApple);

    public static readonly Kind Banana = new(52, "banana", "香蕉", "串", "food", 100, 70, 0.42f, [Tint.Plain], DrawBanana) { Most = 1 };

    public static readonly Kind Watermelon = new(
        56, "watermelon", "西瓜", "块", "food", 110, 64, 0.37f, [Tint.Plain], DrawWatermelon);

    public static readonly Kind Cake = new(
        61, "cake", "蛋糕", "个", "food", 110, 96, 0.42f, [Tint.Pink, Tint.White, new("巧克力色", "chocolate", Ink.Rgb(0x7A4A2C)), Tint.Yellow], DrawCake)
    { Most = 2 };

    public static readonly Kind Pizza = new(59, "pizza", "披萨", "个", "food", 140, 70, 0.4f, [Tint.Plain], DrawPizza) { Most = 1 };

    public static readonly Kind IceCream = new(
        60, "ice cream", "冰淇淋", "个", "food", 56, 104, 0.5f, [Tint.Pink, Tint.White, Tint.Green, new("巧克力色", "chocolate", Ink.Rgb(0x7A4A2C))], DrawIceCream)
    { Plural = "ice creams" };

    private static void DrawApple(Pencil p, Look look)
    {
        p.Fill("M36 20 C50 10 70 18 67 42 C64 64 50 78 36 72 C20 78 6 64 3 42 C0 18 22 10 36 20 Z", look.Tint.Color);
        p.FlatOval(20, 34, 6, 11, Ink.Fade(SKColors.White, 0.45f));
        p.Line("M36 20 Q35 10 40 4", Ink.DarkWood, 4);
        p.Fill("M40 12 C46 0 60 2 64 6 C58 16 48 18 40 12 Z", Ink.Leaf);
    }

    private static void DrawBanana(Pencil p, Look look)
    {
        var peel = Ink.Rgb(0xF7D23E);
        p.Fill("M14 10 C10 40 34 66 74 62 C84 60 90 56 92 52 C60 54 34 40 26 8 Z", Ink.Darker(peel, 0.12f));
        p.Fill("M20 8 C22 36 50 54 92 44 C96 40 96 36 95 34 C66 40 42 26 32 4 Z", peel);
        p.Fill("M22 4 C34 -1 36 2 38 8 C48 26 70 30 92 24 C90 30 90 34 86 36 C60 40 36 30 26 10 Z", Ink.Lighter(peel, 0.12f));
        p.Fill("M14 2 L30 0 L32 9 L16 13 Z", Ink.Rgb(0x8A6B2C));
        p.FlatOval(92, 50, 3, 3.5f, Ink.DarkWood);
        p.FlatOval(95, 37, 2.6f, 3, Ink.DarkWood);
    }

    private static void DrawWatermelon(Pencil p, Look look)
    {
        p.Fill("M2 8 C6 46 30 62 55 62 C80 62 104 46 108 8 Z", Ink.Rgb(0x2F8A46));
        p.Flat("M8 8 C12 42 34 56 55 56 C76 56 98 42 102 8 Z", Ink.Rgb(0xDDF0C4));
        p.Fill("M13 8 C17 38 36 51 55 51 C74 51 93 38 97 8 Z", Ink.Rgb(0xEA4B52));
        p.Flat("M13 8 L97 8 L96 14 L14 14 Z", Ink.Fade(SKColors.White, 0.28f));
        foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(30, 20), (46, 22), (64, 20), (80, 21), (38, 34), (55, 36), (71, 34)])
        {
            p.FlatOval(x, y, 2.2f, 3.4f, Ink.Black);
        }
    }

    private static void DrawCake(Pencil p, Look look)
    {
        var icing = look.Tint.Color;
        p.Oval(55, 88, 53, 7, Ink.Silver);
        p.Box(10, 40, 90, 48, 8, Ink.Rgb(0xEBC38A));
        p.FlatBox(11, 62, 88, 7, 0, Ink.Lighter(icing, 0.3f));
        p.Fill("M8 46 C8 32 30 28 55 28 C80 28 102 32 102 46 C102 56 94 58 92 50 C90 60 80 64 78 52 C74 62 64 62 62 52 C58 64 48 62 46 52 C42 62 32 62 30 52 C26 60 18 60 18 50 C14 58 8 54 8 46 Z", icing);
        p.FlatOval(28, 36, 9, 3, Ink.Fade(SKColors.White, 0.5f));
        foreach (var x in (ReadOnlySpan<float>)[32, 55, 78])
        {
            p.Box(x - 2.5f, 12, 5, 20, 1.5f, Ink.Rgb(0x63B6E8));
            p.FlatOval(x, 7, 3, 5.5f, Ink.Orange);
            p.FlatOval(x, 8, 1.5f, 3, Ink.Lamp);
        }

        p.Oval(43, 32, 5, 5, Ink.Red);
        p.Oval(67, 32, 5, 5, Ink.Red);
    }

    private static void DrawPizza(Pencil p, Look look)
    {
        p.Oval(70, 38, 68, 30, Ink.Rgb(0xE9E4DA));
        p.Oval(70, 33, 60, 26, Ink.Rgb(0xC98440));
        p.Oval(70, 31, 52, 21, Ink.Rgb(0xF6C64C));
        foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(46, 24), (76, 19), (98, 30), (62, 38), (36, 34), (84, 43)])
        {
            p.Oval(x, y, 9, 4.8f, Ink.Rgb(0xC8382E));
        }

        p.Fill("M58 24 q6 -5 10 0 q-5 5 -10 0 Z M92 22 q5 -4 9 0 q-4 4 -9 0 Z M72 32 q6 -4 9 1 q-5 4 -9 -1 Z M48 44 q6 -4 9 0 q-5 4 -9 0 Z", Ink.Leaf);
        p.Line("M70 31 L22 42 M70 31 L112 16 M70 31 L84 52 M70 31 L52 12", Ink.Fade(Ink.Rgb(0x9A5A20), 0.6f), 1.4f);
    }

    private static void DrawIceCream(Pencil p, Look look)
    {
        p.Fill("M8 44 L48 44 L29 102 L26 102 Z", Ink.Rgb(0xDFA458));
        p.Line("M14 50 L36 80 M26 46 L42 66 M42 50 L20 80 M30 46 L14 66", Ink.Fade(Ink.DarkWood, 0.7f), 1.5f);
        p.Oval(28, 22, 20, 19, Ink.Lighter(look.Tint.Color, 0.2f));
        p.Fill("M4 42 C2 28 14 24 28 24 C42 24 54 28 52 42 C52 50 46 50 44 45 C40 52 34 52 32 46 C28 54 22 52 20 46 C16 52 12 50 11 45 C8 50 4 48 4 42 Z", look.Tint.Color);
        p.FlatOval(20, 14, 5, 4, Ink.Fade(SKColors.White, 0.6f));
        p.Oval(30, 5, 5, 5, Ink.Red);
        p.Line("M16 34 l3 2 M30 32 l2 3 M40 36 l3 -2 M24 20 l3 1 M36 20 l-2 3", Ink.Blue, 1.8f);
    }
}
