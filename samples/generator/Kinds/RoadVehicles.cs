using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>What drives on streets, in side view, heading right.</summary>
internal static class RoadVehicles
{
    public static readonly Kind Car = new(3, "car", "小汽车", "辆", "vehicle", 150, 64, 0.3f, Tint.Paints, DrawCar);

    public static readonly Kind Taxi = new(10, "taxi", "出租车", "辆", "vehicle", 150, 72, 0.33f, [Tint.Plain], DrawTaxi);

    public static readonly Kind Bus = new(
        6, "bus", "公交车", "辆", "vehicle", 200, 104, 0.42f, [Tint.Red, Tint.Blue, Tint.Green, Tint.Yellow], DrawBus)
    { Plural = "buses", Most = 1 };

    public static readonly Kind Truck = new(
        8, "truck", "卡车", "辆", "vehicle", 180, 92, 0.4f, [Tint.Red, Tint.Blue, Tint.Green, Tint.White, Tint.Orange], DrawTruck)
    { Most = 2 };

    public static readonly Kind Bicycle = new(2, "bicycle", "自行车", "辆", "vehicle", 120, 80, 0.36f, Tint.Bright, DrawBicycle);

    public static readonly Kind Motorcycle = new(
        4, "motorcycle", "摩托车", "辆", "vehicle", 130, 80, 0.42f, [Tint.Red, Tint.Blue, Tint.Black, Tint.Yellow, Tint.Green], DrawMotorcycle);

    private static void Wheel(Pencil p, float x, float y, float radius)
    {
        p.Oval(x, y, radius, radius, Ink.Rgb(0x33343B));
        p.FlatOval(x, y, radius * 0.58f, radius * 0.58f, Ink.Silver);
        p.FlatOval(x, y, radius * 0.2f, radius * 0.2f, Ink.Coal);
        p.Ring(x, y, radius * 0.4f, Ink.Steel, radius * 0.1f);
    }

    private static SKColor Window(Look look) => look.Night ? Ink.Lamp : Ink.Glass;

    private static void DrawCar(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Fill("M36 26 C44 8 56 4 76 4 C96 4 106 12 116 26 Z", paint);
        p.Fill("M44 26 C50 14 58 10 70 10 L70 26 Z", Window(look));
        p.Fill("M76 10 C92 10 100 16 107 26 L76 26 Z", Window(look));
        p.Fill("M4 46 C2 32 10 27 36 25 L116 25 C136 27 148 34 148 48 C148 52 144 53 140 53 L10 53 C6 53 4 50 4 46 Z", paint);
        p.Line("M73 26 L73 50 M8 42 L142 42", Ink.Fade(Ink.Darker(paint, 0.5f), 0.7f), 1.4f);
        p.FlatBox(78, 31, 9, 2.6f, 1, Ink.Darker(paint, 0.55f));
        p.Flat("M20 30 Q70 27 120 29 L120 31 Q70 30 20 33 Z", Ink.Fade(SKColors.White, 0.55f));
        p.Oval(141, 39, 5, 4.5f, look.Night ? SKColors.White : Ink.Lamp);
        p.FlatBox(4, 36, 5, 8, 2, Ink.Rgb(0xC52A2A));
        p.FlatBox(6, 49, 138, 5, 2, Ink.Coal);
        Wheel(p, 36, 51, 12.5f);
        Wheel(p, 114, 51, 12.5f);
        if (look.Night) p.Glow(146, 40, 26, Ink.Fade(Ink.Lamp, 0.55f));
    }

    private static void DrawTaxi(Pencil p, Look look)
    {
        p.Canvas.Save();
        p.Canvas.Translate(0, 8);
        DrawCar(p, look with { Tint = Tint.Yellow });
        for (var i = 0; i < 20; i++)
        {
            p.FlatBox(14 + (i * 6), i % 2 == 0 ? 36 : 39, 6, 3, 0, Ink.Black);
        }

        p.Canvas.Restore();
        p.Box(60, 2, 32, 10, 3, look.Night ? Ink.Lamp : Ink.White);
        p.Line("M65 7 L87 7", Ink.Black, 2.6f);
    }

    private static void DrawBus(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Box(3, 5, 194, 84, 10, paint);
        p.FlatBox(8, 62, 186, 8, 0, Ink.Fade(Ink.White, 0.85f));
        for (var i = 0; i < 5; i++) p.Box(12 + (i * 29), 18, 25, 28, 4, Window(look));
        p.Box(160, 18, 34, 36, 5, Window(look));
        p.Box(130, 50, 22, 38, 3, Ink.Mix(Window(look), Ink.Steel, 0.3f));
        p.Line("M141 51 L141 87", Ink.Coal, 1.6f);
        p.Box(120, 7, 70, 8, 3, Ink.Black);
        p.Line("M126 11 L180 11", Ink.Lamp, 2.6f);
        p.Oval(192, 76, 4, 5, Ink.Lamp);
        p.FlatBox(3, 72, 5, 10, 2, Ink.Rgb(0xB01F1F));
        p.FlatBox(4, 84, 192, 6, 3, Ink.Coal);
        Wheel(p, 44, 88, 15);
        Wheel(p, 166, 88, 15);
    }

    private static void DrawTruck(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Box(2, 4, 118, 66, 3, Ink.Rgb(0xE6E2D6));
        p.FlatBox(4, 44, 114, 10, 0, paint);
        p.Line("M22 6 L22 68 M42 6 L42 68 M62 6 L62 68 M82 6 L82 68 M102 6 L102 68", Ink.Fade(Ink.Steel, 0.5f), 1.4f);
        p.FlatBox(2, 70, 170, 8, 2, Ink.Coal);
        p.Fill("M124 74 L124 22 C124 18 127 16 132 16 L154 16 C160 16 163 19 166 26 L172 44 C177 46 178 50 178 54 L178 74 Z", paint);
        p.Fill("M134 24 L152 24 C156 24 157 26 159 30 L164 44 L134 44 Z", Window(look));
        p.FlatBox(132, 50, 10, 3, 1, Ink.Darker(paint, 0.5f));
        p.Oval(174, 58, 4, 5, Ink.Lamp);
        p.FlatBox(120, 8, 4, 40, 2, Ink.Steel);
        Wheel(p, 28, 77, 14);
        Wheel(p, 64, 77, 14);
        Wheel(p, 150, 77, 14);
    }

    private static void DrawBicycle(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        foreach (var x in (ReadOnlySpan<float>)[24f, 96f])
        {
            p.Ring(x, 55, 22, Ink.Black, 4.2f);
            p.Ring(x, 55, 19, Ink.Silver, 1.2f);
            p.Canvas.Save();
            p.Canvas.Translate(x, 55);
            p.Line("M-19 0 L19 0 M0 -19 L0 19 M-13 -13 L13 13 M13 -13 L-13 13", Ink.Fade(Ink.Steel, 0.9f), 1);
            p.Canvas.Restore();
            p.FlatOval(x, 55, 3.4f, 3.4f, Ink.Coal);
        }

        p.Limb("M24 55 L44 26 L84 26 L56 57 Z M44 26 L56 57 M84 26 L96 55 M44 26 L41 16 M84 26 L81 12", paint, 4.4f);
        p.Fill("M30 12 C34 8 48 9 54 13 C52 18 36 19 30 16 Z", Ink.Black);
        p.Limb("M81 12 Q92 4 95 14", Ink.Coal, 3);
        p.Ring(56, 57, 7, Ink.Coal, 3);
        p.Line("M56 57 L66 66 M62 66 L71 66", Ink.Coal, 3);
    }

    private static void DrawMotorcycle(Pencil p, Look look)
    {
        var paint = look.Tint.Color;
        p.Line("M102 56 L88 18", Ink.Steel, 5);
        Wheel(p, 26, 58, 20);
        Wheel(p, 104, 58, 20);
        p.Box(44, 42, 32, 24, 5, Ink.Steel);
        p.Line("M46 48 L74 48 M46 54 L74 54 M46 60 L74 60", Ink.Coal, 1.6f);
        p.Limb("M46 68 L14 72", Ink.Silver, 5);
        p.Fill("M44 38 C48 24 66 20 82 24 C90 28 88 38 78 42 L48 44 Z", paint);
        p.Flat("M52 31 Q66 24 80 28 L79 30 Q66 27 53 34 Z", Ink.Fade(SKColors.White, 0.6f));
        p.Fill("M8 32 C18 26 36 28 48 34 L46 44 C34 40 22 40 12 38 Z", Ink.Black);
        p.Fill("M6 46 C12 36 34 34 44 44 L40 48 C30 42 16 42 10 50 Z", paint);
        p.Fill("M86 44 C96 34 116 36 124 50 L118 52 C110 42 98 42 90 48 Z", paint);
        p.Oval(98, 24, 7, 7, Ink.Lamp);
        p.Limb("M90 16 L76 10", Ink.Coal, 4);
        if (look.Night) p.Glow(104, 24, 26, Ink.Fade(Ink.Lamp, 0.6f));
    }
}
