using ImageSearchBench.Scenes.Drawing;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Scenery;

internal enum Light
{
    Day,
    Sunset,
    Night,
}

internal enum Weather
{
    Clear,
    Cloudy,
    Rain,
    Snow,
    Fog,
}

/// <summary>Light and weather of one scene, and the colours that follow from them.</summary>
internal sealed record Atmosphere(Light Light, Weather Weather)
{
    public bool Night => Light == Light.Night;

    public SKColor SkyTop => Dull(Light switch
    {
        Light.Day => Ink.Rgb(0x4FA8EC),
        Light.Sunset => Ink.Rgb(0x5B5AA6),
        _ => Ink.Rgb(0x111B3C),
    });

    public SKColor SkyLow => Dull(Light switch
    {
        Light.Day => Ink.Rgb(0xD5EEFA),
        Light.Sunset => Ink.Rgb(0xFFB067),
        _ => Ink.Rgb(0x33477C),
    });

    /// <summary>A surface's colour under this light: ground, hills, walls of far houses.</summary>
    public SKColor Lit(SKColor color)
    {
        var seen = Light switch
        {
            Light.Night => Times(color, 0.42f, 0.48f, 0.68f),
            Light.Sunset => Times(color, 1f, 0.82f, 0.72f),
            _ => color,
        };
        return Weather switch
        {
            Weather.Clear => seen,
            Weather.Fog => Ink.Mix(seen, SkyLow, 0.3f),
            _ => Ink.Mix(seen, Ink.Rgb(Night ? 0x2A3040u : 0x8C949Eu), 0.22f),
        };
    }

    /// <summary>Like <see cref="Lit"/>, whitened where it snows.</summary>
    public SKColor Ground(SKColor color) => Lit(Weather == Weather.Snow ? Ink.Mix(color, Ink.Rgb(0xF2F6FB), 0.78f) : color);

    /// <summary>What the light does to objects; null when nothing.</summary>
    public SKColorFilter? ObjectFilter()
    {
        var (red, green, blue) = Light switch
        {
            Light.Night => (0.72f, 0.76f, 0.92f),
            Light.Sunset => (1.02f, 0.9f, 0.8f),
            _ => (1f, 1f, 1f),
        };
        if (Weather is Weather.Rain or Weather.Cloudy) (red, green, blue) = (red * 0.9f, green * 0.91f, blue * 0.94f);
        var lift = Weather == Weather.Fog ? (Night ? 0.1f : 0.2f) : 0f;
        if (Light == Light.Day && Weather is Weather.Clear or Weather.Snow && !Night) return null;
        return SKColorFilter.CreateColorMatrix(
        [
            red * (1 - lift), 0, 0, 0, lift * 0.9f,
            0, green * (1 - lift), 0, 0, lift * 0.92f,
            0, 0, blue * (1 - lift), 0, lift * 0.95f,
            0, 0, 0, 1, 0,
        ]);
    }

    private SKColor Dull(SKColor sky) => Weather switch
    {
        Weather.Clear => sky,
        Weather.Fog => Ink.Mix(sky, Ink.Rgb(Night ? 0x4A5266u : 0xD3D8DCu), 0.75f),
        Weather.Rain => Ink.Mix(sky, Ink.Rgb(Night ? 0x20263Au : 0x6F7C8Au), 0.72f),
        _ => Ink.Mix(sky, Ink.Rgb(Night ? 0x2C344Au : 0xA9B4BFu), 0.66f),
    };

    private static SKColor Times(SKColor color, float red, float green, float blue) => new(
        (byte)(color.Red * red), (byte)(color.Green * green), (byte)(color.Blue * blue), color.Alpha);
}
