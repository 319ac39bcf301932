using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>The sky with sun, moon, stars and clouds, and what falls from it.</summary>
internal static class Sky
{
    public const float Side = 256;

    private const string Cloud = "M0 20 C-2 8 12 4 18 10 C22 -4 44 -4 48 8 C58 2 70 8 68 20 Z";

    public static void Paint(Pencil p, Setting s, float horizon)
    {
        p.Fade(SKRect.Create(0, 0, Side, horizon + 2), s.Air.SkyTop, s.Air.SkyLow);
        if (s.Air.Weather == Weather.Clear) Lights(p, s, horizon);
        Clouds(p, s, horizon);
    }

    public static void Fall(Pencil p, Setting s)
    {
        if (s.Air.Weather == Weather.Rain)
        {
            for (var i = 0; i < 95; i++)
            {
                Shifted(p, s.Rng.Between(-10, Side), s.Rng.Between(-10, Side), () => p.Line("M4 0 L0 11", Ink.Fade(SKColors.White, 0.5f), 1.1f));
            }
        }
        else if (s.Air.Weather == Weather.Snow)
        {
            for (var i = 0; i < 85; i++)
            {
                p.FlatOval(s.Rng.Between(0, Side), s.Rng.Between(0, Side), s.Rng.Between(1, 2.8f), s.Rng.Between(1, 2.8f), Ink.Fade(SKColors.White, 0.9f));
            }
        }
        else if (s.Air.Weather == Weather.Fog)
        {
            var mist = Ink.Rgb(s.Air.Night ? 0x6A7388u : 0xE9EDEFu);
            p.Fade(SKRect.Create(0, 60, Side, 90), mist.WithAlpha(0), Ink.Fade(mist, 0.5f));
            p.Fade(SKRect.Create(0, 150, Side, 106), Ink.Fade(mist, 0.5f), mist.WithAlpha(40));
            for (var i = 0; i < 5; i++)
            {
                p.FlatOval(s.Rng.Between(0, Side), s.Rng.Between(90, 200), s.Rng.Between(50, 100), s.Rng.Between(5, 12), Ink.Fade(mist, 0.3f));
            }
        }
    }

    public static void Shifted(Pencil p, float x, float y, Action draw, float scale = 1)
    {
        p.Canvas.Save();
        p.Canvas.Translate(x, y);
        p.Canvas.Scale(scale);
        draw();
        p.Canvas.Restore();
    }

    private static void Lights(Pencil p, Setting s, float horizon)
    {
        var x = s.Rng.Between(24, Side - 24);
        if (s.Air.Light == Light.Day)
        {
            p.Glow(x, 30, 60, Ink.Fade(Ink.Rgb(0xFFF3B0), 0.8f));
            p.FlatOval(x, 30, 15, 15, Ink.Rgb(0xFFE26A));
        }
        else if (s.Air.Light == Light.Sunset)
        {
            p.Glow(x, horizon - 16, 110, Ink.Fade(Ink.Rgb(0xFFD27A), 0.8f));
            p.FlatOval(x, horizon - 14, 20, 20, Ink.Rgb(0xFFE9A8));
        }
        else
        {
            for (var i = 0; i < 46; i++)
            {
                var size = s.Rng.Between(0.5f, 1.5f);
                p.FlatOval(s.Rng.Between(0, Side), s.Rng.Between(0, horizon * 0.9f), size, size, Ink.Fade(SKColors.White, s.Rng.Between(0.4f, 1)));
            }

            p.Glow(x, 32, 46, Ink.Fade(Ink.Rgb(0xDDE6FF), 0.5f));
            Shifted(p, x - 14, 16, () => p.Flat("M18 0 C2 2 -4 22 8 31 C14 35 24 34 29 28 C12 28 8 10 18 0 Z", Ink.Rgb(0xFFF4C9)));
        }
    }

    private static void Clouds(Pencil p, Setting s, float horizon)
    {
        var many = s.Air.Weather is Weather.Cloudy or Weather.Rain or Weather.Snow;
        if (s.Air.Weather == Weather.Fog) return;
        var count = many ? 7 : (s.Air.Night ? 0 : s.Rng.Below(4));
        var colour = s.Air.Weather switch
        {
            Weather.Rain => Ink.Rgb(0x77818D),
            Weather.Clear => SKColors.White,
            _ => Ink.Rgb(0xD9DEE3),
        };
        if (s.Air.Light == Light.Sunset) colour = Ink.Mix(colour, Ink.Rgb(0xF7A98B), 0.5f);
        if (s.Air.Night) colour = Ink.Mix(colour, Ink.Rgb(0x1E2744), 0.7f);
        for (var i = 0; i < count; i++)
        {
            var scale = s.Rng.Between(0.7f, many ? 1.9f : 1.2f);
            var x = many ? (i * 44) - 40 + s.Rng.Between(-14, 14) : s.Rng.Between(-20, Side - 20);
            Shifted(p, x, s.Rng.Between(2, horizon * 0.42f), () => p.Flat(Cloud, Ink.Fade(colour, many ? 0.95f : 0.88f)), scale);
        }
    }
}
