using ImageSearchBench.Scenes.Drawing;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What flies or floats.</summary>
internal static class Craft
{
    public static readonly Kind Sailboat = new(
        9, "sailboat", "帆船", "艘", "vehicle", 110, 130, 0.48f, [Tint.White, Tint.Red, Tint.Blue, Tint.Yellow], DrawSailboat)
    { Stand = Stand.Water };

    public static readonly Kind Airplane = new(
        5, "airplane", "飞机", "架", "vehicle", 190, 80, 0.3f, [Tint.Red, Tint.Blue, Tint.Green, Tint.Orange], DrawAirplane)
    { Stand = Stand.Sky, Most = 2 };

    public static readonly Kind Balloon = new(
        11, "hot-air balloon", "热气球", "个", "vehicle", 90, 124, 0.46f, Tint.Bright, DrawBalloon)
    { Stand = Stand.Sky };

    public static readonly Kind Kite = new(
        38, "kite", "风筝", "只", "toy", 70, 110, 0.42f, Tint.Bright, DrawKite)
    { Stand = Stand.Sky };

    private static void DrawSailboat(Pencil p, Look look)
    {
        var sail = look.Tint.Color;
        p.Line("M52 4 L52 104", Ink.DarkWood, 4);
        p.Fill("M56 8 C80 30 92 60 96 92 C82 96 70 96 56 94 Z", sail);
        p.Fill("M48 20 C34 44 20 68 8 90 C22 95 34 95 48 93 Z", Ink.Lighter(sail, 0.25f));
        p.Line("M58 40 Q70 44 80 42 M58 66 Q74 70 90 68", Ink.Fade(Ink.Darker(sail, 0.4f), 0.5f), 1.6f);
        p.Fill("M4 102 L106 102 C102 118 94 128 82 128 L30 128 C16 126 8 116 4 102 Z", Ink.Wood);
        p.Line("M8 109 Q54 114 102 109", Ink.White, 3);
        p.Fill("M52 2 L70 7 L52 12 Z", Ink.Red);
    }

    private static void DrawAirplane(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Fill("M86 34 L62 8 L74 8 L112 36 Z", Ink.Silver);
        p.Fill("M10 4 L28 4 L48 34 L22 38 Z", paint);
        p.Fill("M14 32 C40 26 120 24 150 26 C172 28 188 38 188 44 C186 52 170 56 148 56 C100 58 40 52 20 44 C12 40 8 36 14 32 Z", Ink.White);
        p.Flat("M16 40 C60 48 140 48 187 43 C184 48 178 52 168 54 C110 59 40 52 20 44 Z", Ink.Fade(paint, 0.9f));
        p.Fill("M164 30 C174 31 180 35 183 38 L166 38 Z", Ink.Glass);
        for (var i = 0; i < 11; i++) p.FlatBox(54 + (i * 9.4f), 33, 5, 6, 2.2f, look.Night ? Ink.Lamp : Ink.Rgb(0x5E86A8));
        p.Fill("M76 46 L110 46 L70 76 L56 76 Z", Ink.Silver);
        p.Box(82, 58, 22, 10, 5, paint);
        p.Fill("M10 36 L34 36 L18 48 L6 48 Z", Ink.Silver);
    }

    private static void DrawBalloon(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Line("M30 84 L36 104 M60 84 L54 104 M45 90 L45 104", Ink.DarkWood, 1.6f);
        p.Fill("M45 2 C74 2 88 22 86 44 C84 66 64 78 58 90 L32 90 C26 78 6 66 4 44 C2 22 16 2 45 2 Z", paint);
        p.Flat("M45 3 C34 10 28 30 30 50 C32 68 36 80 38 90 L32 90 C26 78 10 66 7 46 C5 24 20 6 45 3 Z", Ink.Fade(Ink.Cream, 0.75f));
        p.Flat("M45 3 C56 10 62 30 60 50 C58 68 54 80 52 90 L58 90 C64 78 80 66 83 46 C85 24 70 6 45 3 Z", Ink.Fade(Ink.Cream, 0.75f));
        p.Line("M45 3 C34 10 28 30 30 50 C32 68 36 80 38 89 M45 3 C56 10 62 30 60 50 C58 68 54 80 52 89", Ink.Fade(Ink.Darker(paint, 0.5f), 0.6f), 1.4f);
        p.Flat("M7 36 L83 36 L84 46 L6 46 Z", Ink.Fade(paint, 0.9f));
        p.Box(34, 103, 22, 18, 4, Ink.Wood);
        p.Line("M35 109 L55 109 M35 115 L55 115", Ink.DarkWood, 1.4f);
    }

    private static void DrawKite(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Line("M32 62 C26 72 44 78 34 88 C26 96 44 100 38 108", Ink.Coal, 1.8f);
        p.Fill("M34 2 L64 28 L32 64 L4 24 Z", paint);
        p.Flat("M34 2 L64 28 L33 27 Z M4 24 L33 27 L32 64 Z", Ink.Fade(Ink.White, 0.42f));
        p.Line("M34 3 L32 63 M5 24 L63 28", Ink.Darker(paint, 0.5f), 1.8f);
        p.Fill("M28 74 L36 78 L30 82 Z M44 76 L36 79 L43 84 Z", Ink.Red);
        p.Fill("M28 90 L34 93 L28 98 Z M44 92 L36 94 L44 99 Z", Ink.Yellow);
    }
}
