using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>Street and airport.</summary>
internal static class TownBackdrops
{
    private const float Side = Sky.Side;

    public static void Street(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 150);
        SKColor[] walls = [Ink.Rgb(0xC7A98C), Ink.Rgb(0x9FB2C4), Ink.Rgb(0xB98F86), Ink.Rgb(0xCBBFA3), Ink.Rgb(0x8FA39B)];
        for (var x = -8f; x < Side;)
        {
            var width = s.Rng.Between(30, 54);
            var height = s.Rng.Between(46, 96);
            Block(p, s, x, 158 - height, width, height, s.Air.Lit(s.Rng.Pick(walls)));
            x += width + 1;
        }

        p.FlatBox(0, 156, Side, 18, 0, s.Air.Ground(Ink.Rgb(0xC9C5BC)));
        p.FlatBox(0, 172, Side, 4, 0, s.Air.Ground(Ink.Rgb(0xA39E94)));
        p.Fade(SKRect.Create(0, 175, Side, 81), s.Air.Lit(Ink.Rgb(0x6C6F78)), s.Air.Lit(Ink.Rgb(0x53565F)));
        for (var x = 8; x < Side; x += 52) p.FlatBox(x, 212, 28, 4, 1, s.Air.Lit(Ink.Rgb(0xEFE9D6)));
        if (s.Air.Weather == Weather.Rain)
        {
            p.FlatOval(60, 236, 44, 6, Ink.Fade(s.Air.SkyLow, 0.6f));
            p.FlatOval(196, 196, 36, 4, Ink.Fade(s.Air.SkyLow, 0.6f));
        }
    }

    public static void Airport(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 146);
        var wall = s.Air.Lit(Ink.Rgb(0xCDD6DE));
        p.FlatBox(204, 84, 10, 66, 1, wall);
        p.Flat("M194 70 L224 70 L219 88 L199 88 Z", s.Air.Night ? Ink.Lamp : s.Air.Lit(Ink.Rgb(0x6FA6C4)));
        p.FlatBox(192, 65, 34, 6, 2, wall);
        p.Flat("M0 118 C40 104 120 104 170 120 L170 150 L0 150 Z", wall);
        for (var x = 4; x < 166; x += 14) p.FlatBox(x, 126, 11, 16, 1, s.Air.Night ? Ink.Lamp : s.Air.Lit(Ink.Rgb(0x7FB4D0)));
        p.FlatBox(0, 148, Side, 14, 0, s.Air.Ground(Ink.Rgb(0x8FB56B)));
        p.Fade(SKRect.Create(0, 160, Side, 96), s.Air.Ground(Ink.Rgb(0xA9ADB3)), s.Air.Ground(Ink.Rgb(0x878C94)));
        for (var x = 6; x < Side; x += 44) p.FlatBox(x, 178, 26, 4, 0, s.Air.Lit(Ink.Rgb(0xF7F3E3)));
        p.Line("M0 246 L256 232", s.Air.Lit(Ink.Yellow), 3);
    }

    private static void Block(Pencil p, Setting s, float x, float y, float width, float height, SKColor wall)
    {
        wall = Ink.Mix(wall, s.Air.SkyLow, s.Air.Weather == Weather.Fog ? 0.5f : 0.22f);
        p.FlatBox(x, y, width, height, 1, wall);
        p.FlatBox(x - 1, y, width + 2, 4, 1, Ink.Darker(wall, 0.2f));
        for (var row = y + 10; row < 144; row += 14)
        {
            for (var column = x + 6; column < x + width - 9; column += 12)
            {
                var lit = s.Air.Night && s.Rng.Chance(0.6f);
                p.FlatBox(column, row, 7, 9, 0.5f, lit ? Ink.Lamp : Ink.Darker(wall, 0.3f));
            }
        }
    }
}
