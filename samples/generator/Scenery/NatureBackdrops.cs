using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>Landscapes: beach, meadow, park, snow, lake, desert, savanna.</summary>
internal static class NatureBackdrops
{
    private const float Side = Sky.Side;

    public static void Beach(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 118);
        p.Fade(SKRect.Create(0, 116, Side, 56), s.Air.Lit(Ink.Rgb(0x2C8FC4)), s.Air.Lit(Ink.Rgb(0x6FD0D6)));
        for (var i = 0; i < 16; i++)
        {
            Sky.Shifted(p, s.Rng.Between(0, Side), s.Rng.Between(121, 158), () => p.Line("M0 0 q5 -3 10 0", Ink.Fade(SKColors.White, 0.55f), 1.2f));
        }

        p.Flat("M0 166 C50 156 90 172 140 164 C190 156 220 168 256 162 L256 256 L0 256 Z", s.Air.Lit(Ink.Rgb(0xF5F3E6)));
        p.Flat("M0 171 C50 161 90 177 140 169 C190 161 220 173 256 167 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0xEFD79B)));
        Speckle(p, s, 180, s.Air.Ground(Ink.Rgb(0xD9BC78)), 40);
    }

    public static void Meadow(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 132);
        p.Flat("M0 120 C40 92 90 96 130 116 C170 90 220 94 256 112 L256 160 L0 160 Z", s.Air.Ground(Ink.Rgb(0x8FBF6A)));
        p.Fade(SKRect.Create(0, 136, Side, 120), s.Air.Ground(Ink.Rgb(0x8CCB5E)), s.Air.Ground(Ink.Rgb(0x5FA548)));
        p.Flat("M0 136 C60 128 190 128 256 138 L256 146 L0 146 Z", s.Air.Ground(Ink.Rgb(0x8CCB5E)));
        var fence = s.Air.Lit(Ink.Rgb(0xD8C3A0));
        for (var x = 6; x < Side; x += 26) p.FlatBox(x, 132, 4, 22, 1, fence);
        p.FlatBox(0, 137, Side, 3, 0, fence);
        p.FlatBox(0, 145, Side, 3, 0, fence);
        Grass(p, s, 162, s.Air.Ground(Ink.Rgb(0x3F8A3B)));
    }

    public static void Park(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 130);
        var hedge = s.Air.Ground(Ink.Rgb(0x5E9E58));
        for (var x = -10; x < Side + 20; x += 24) p.FlatOval(x, 126, 22, s.Rng.Between(16, 28), Ink.Mix(hedge, s.Air.SkyLow, 0.25f));
        p.Fade(SKRect.Create(0, 134, Side, 122), s.Air.Ground(Ink.Rgb(0x86C766)), s.Air.Ground(Ink.Rgb(0x549C4A)));
        p.FlatOval(76, 164, 92, 15, s.Air.Ground(Ink.Rgb(0xC8D8A0)));
        p.FlatOval(76, 163, 88, 12.5f, s.Air.Lit(Ink.Rgb(0x6FB9DB)));
        p.Flat("M168 256 C170 220 214 200 210 176 C208 160 226 150 234 136 L242 136 C238 152 232 162 236 176 C244 202 226 226 236 256 Z", s.Air.Ground(Ink.Rgb(0xE2CFA4)));
        Grass(p, s, 182, s.Air.Ground(Ink.Rgb(0x3F8A3B)));
    }

    public static void SnowMountain(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 140);
        var rock = s.Air.Lit(Ink.Rgb(0x7A93B5));
        p.Flat("M-20 148 L50 46 L112 148 Z M70 148 L150 28 L232 148 Z M180 148 L236 70 L290 148 Z", Ink.Mix(rock, s.Air.SkyLow, 0.2f));
        p.Flat("M50 46 L28 78 L42 72 L50 84 L60 72 L70 79 Z M150 28 L120 72 L136 66 L150 84 L164 68 L180 72 Z M236 70 L219 94 L230 90 L238 100 L248 88 Z", s.Air.Lit(Ink.Rgb(0xF7FAFD)));
        p.Flat("M0 140 C60 122 120 142 160 132 C200 124 230 132 256 128 L256 256 L0 256 Z", s.Air.Lit(Ink.Rgb(0xD9E6F3)));
        p.Flat("M0 160 C70 142 150 166 256 148 L256 256 L0 256 Z", s.Air.Lit(Ink.Rgb(0xEEF4FA)));
        Speckle(p, s, 168, s.Air.Lit(Ink.Rgb(0xC4D6E8)), 26);
    }

    public static void Lake(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 120);
        var far = s.Air.Ground(Ink.Rgb(0x6D9A8C));
        p.Flat("M-10 122 L40 70 L80 106 L120 60 L176 112 L214 76 L270 122 Z", Ink.Mix(far, s.Air.SkyLow, 0.35f));
        p.Flat("M0 122 C40 104 70 116 110 110 C160 102 200 116 256 106 L256 126 L0 126 Z", s.Air.Ground(Ink.Rgb(0x4E8A57)));
        p.Fade(SKRect.Create(0, 122, Side, 72), s.Air.Lit(Ink.Rgb(0x8AC4E0)), s.Air.Lit(Ink.Rgb(0x2F77A8)));
        for (var i = 0; i < 22; i++)
        {
            Sky.Shifted(p, s.Rng.Between(0, Side), s.Rng.Between(128, 186), () => p.Line("M0 0 L12 0", Ink.Fade(SKColors.White, 0.35f), 1.2f));
        }

        p.Flat("M0 194 C60 178 150 196 256 184 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0x7DB557)));
        Grass(p, s, 200, s.Air.Ground(Ink.Rgb(0x3F8A3B)));
    }

    public static void Desert(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 134);
        p.Flat("M0 132 L22 132 L30 96 L62 94 L70 132 L160 134 L172 104 L214 102 L224 134 L256 134 L256 150 L0 150 Z", Ink.Mix(s.Air.Ground(Ink.Rgb(0xC98A5C)), s.Air.SkyLow, 0.3f));
        p.Flat("M0 140 C60 118 120 144 180 130 C220 122 240 130 256 134 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0xEDBE79)));
        p.Flat("M0 172 C70 142 140 180 256 156 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0xE3AA60)));
        p.Flat("M0 214 C90 188 170 220 256 200 L256 256 L0 256 Z", s.Air.Ground(Ink.Rgb(0xD7994F)));
        Speckle(p, s, 180, s.Air.Ground(Ink.Rgb(0xB9803F)), 22);
    }

    public static void Savanna(Pencil p, Setting s)
    {
        Sky.Paint(p, s, 134);
        p.Flat("M0 134 C30 122 60 122 100 132 C150 118 200 124 256 130 L256 146 L0 146 Z", Ink.Mix(s.Air.Ground(Ink.Rgb(0x9C9A5A)), s.Air.SkyLow, 0.35f));
        var bush = s.Air.Ground(Ink.Rgb(0x7F8A3E));
        foreach (var x in (ReadOnlySpan<float>)[22, 104, 196])
        {
            p.FlatBox(x + 1.5f, 116, 3, 22, 1, s.Air.Lit(Ink.DarkWood));
            p.FlatOval(x + 3, 115, 24, 7, bush);
        }

        p.Fade(SKRect.Create(0, 136, Side, 120), s.Air.Ground(Ink.Rgb(0xE3C765)), s.Air.Ground(Ink.Rgb(0xB08A3A)));
        Grass(p, s, 150, s.Air.Ground(Ink.Rgb(0x957528)));
    }

    private static void Grass(Pencil p, Setting s, float top, SKColor colour)
    {
        for (var i = 0; i < 34; i++)
        {
            Sky.Shifted(p, s.Rng.Between(0, Side), s.Rng.Between(top, 254), () => p.Line("M0 0 L-2 -6 M2 0 L2 -8 M4 0 L6 -6", Ink.Fade(colour, 0.7f), 1.2f));
        }
    }

    private static void Speckle(Pencil p, Setting s, float top, SKColor colour, int count)
    {
        for (var i = 0; i < count; i++)
        {
            p.FlatOval(s.Rng.Between(0, Side), s.Rng.Between(top, 254), s.Rng.Between(1, 4), 1, colour);
        }
    }
}
