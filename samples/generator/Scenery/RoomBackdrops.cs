using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>Rooms. Light and weather show in the window; the accent is the wall, in the kitchen the tablecloth.</summary>
internal static class RoomBackdrops
{
    private const float Side = Sky.Side;

    public static void LivingRoom(Pencil p, Setting s)
    {
        Wall(p, s, 166);
        Window(p, s, 24, 26, 78, 76);
        Picture(p, s, 176, 34);
        p.Fade(SKRect.Create(0, 166, Side, 90), Indoor(s, Ink.Rgb(0xC9935A)), Indoor(s, Ink.Rgb(0xA87242)));
        foreach (var y in (ReadOnlySpan<float>)[182, 202, 228]) p.FlatBox(0, y, Side, 1.2f, 0, Ink.Fade(Ink.DarkWood, 0.35f));
        p.FlatBox(0, 160, Side, 7, 0, Indoor(s, Ink.White));
        p.FlatOval(128, 222, 104, 24, Indoor(s, Ink.Rgb(0xB8574F)));
        p.FlatOval(128, 222, 90, 19, Indoor(s, Ink.Rgb(0xD88A72)));
    }

    public static void Bedroom(Pencil p, Setting s)
    {
        Wall(p, s, 172);
        var stripe = Ink.Fade(SKColors.White, 0.22f);
        for (var x = 8; x < Side; x += 24) p.FlatBox(x, 0, 10, 168, 0, stripe);
        Window(p, s, 150, 24, 72, 82);
        var curtain = Indoor(s, Ink.Rgb(0xE9E2F2));
        p.Flat("M138 16 L160 16 C160 60 154 96 140 122 L134 122 Z M234 16 L212 16 C212 60 218 96 232 122 L238 122 Z", curtain);
        p.FlatBox(130, 12, 112, 5, 2, Indoor(s, Ink.DarkWood));
        p.Fade(SKRect.Create(0, 172, Side, 84), Indoor(s, Ink.Rgb(0xC3B7AE)), Indoor(s, Ink.Rgb(0x9E9087)));
        p.FlatBox(0, 167, Side, 6, 0, Indoor(s, Ink.White));
        p.FlatBox(30, 206, 196, 40, 8, Indoor(s, Ink.Rgb(0x8FA8C9)));
    }

    public static void Kitchen(Pencil p, Setting s)
    {
        p.Fade(SKRect.Create(0, 0, Side, 150), Indoor(s, Ink.Rgb(0xF4EEE2)), Indoor(s, Ink.Rgb(0xE2D8C6)));
        for (var y = 18; y < 140; y += 20) p.FlatBox(0, y, Side, 1.2f, 0, Ink.Fade(Ink.Steel, 0.35f));
        for (var x = 10; x < Side; x += 26) p.FlatBox(x, 0, 1.2f, 140, 0, Ink.Fade(Ink.Steel, 0.35f));
        Window(p, s, 154, 14, 82, 70);
        p.FlatBox(14, 66, 112, 6, 1, Indoor(s, Ink.Wood));
        SKColor[] jars = [Ink.Rgb(0xB6CDBD), Ink.Rgb(0xD9B8A6), Ink.Rgb(0xAEBFD6)];
        for (var i = 0; i < 5; i++) p.FlatBox(20 + (i * 21), 44, 14, 22, 3, Indoor(s, jars[i % 3]));
        p.Fade(SKRect.Create(0, 138, Side, 118), Indoor(s, Ink.Lighter(s.Accent.Color, 0.3f)), Indoor(s, s.Accent.Color));
        for (var x = -30; x < Side; x += 36) Sky.Shifted(p, x, 138, () => p.Flat("M20 0 L34 0 L22 118 L-4 118 Z", Ink.Fade(SKColors.White, 0.16f)));
        foreach (var y in (ReadOnlySpan<float>)[150, 180, 220]) p.FlatBox(0, y, Side, 12, 0, Ink.Fade(SKColors.White, 0.14f));
        p.FlatBox(0, 136, Side, 4, 0, Indoor(s, Ink.Darker(s.Accent.Color, 0.3f)));
    }

    private static void Wall(Pencil p, Setting s, float bottom)
    {
        var wall = Ink.Mix(s.Accent.Color, Ink.Rgb(0xF5F0E6), 0.42f);
        p.Fade(SKRect.Create(0, 0, Side, bottom), Indoor(s, Ink.Lighter(wall, 0.12f)), Indoor(s, wall));
    }

    private static void Window(Pencil p, Setting s, float x, float y, float width, float height)
    {
        p.FlatBox(x - 6, y - 6, width + 12, height + 12, 2, Indoor(s, Ink.White));
        p.Canvas.Save();
        p.Canvas.ClipRect(SKRect.Create(x, y, width, height));
        p.Canvas.Translate(x, y);
        p.Canvas.Scale(width / Side, height / Side);
        Sky.Paint(p, s, 190);
        p.Flat("M0 200 C60 150 120 190 160 170 C200 150 230 180 256 170 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0x6FA95A)));
        p.Canvas.Scale(2.4f);
        Sky.Fall(p, s);
        p.Canvas.Restore();
        p.FlatBox(x + (width / 2) - 2, y, 4, height, 0, Indoor(s, Ink.White));
        p.FlatBox(x, y + (height / 2) - 2, width, 4, 0, Indoor(s, Ink.White));
        p.FlatBox(x - 10, y + height + 5, width + 20, 6, 2, Indoor(s, Ink.Silver));
    }

    private static void Picture(Pencil p, Setting s, float x, float y)
    {
        p.FlatBox(x, y, 52, 40, 2, Indoor(s, Ink.DarkWood));
        p.FlatBox(x + 4, y + 4, 44, 32, 0, Indoor(s, Ink.Cream));
        Sky.Shifted(p, x + 4, y + 4, () => p.Flat("M0 32 L14 14 L24 24 L34 10 L44 32 Z", Indoor(s, Ink.Rgb(0x7FA08C))));
    }

    private static SKColor Indoor(Setting s, SKColor colour) => s.Air.Light switch
    {
        Light.Night => Ink.Mix(colour, Ink.Rgb(0x3A2E3C), 0.42f),
        Light.Sunset => Ink.Mix(colour, Ink.Rgb(0xF0A868), 0.2f),
        _ => colour,
    };
}
