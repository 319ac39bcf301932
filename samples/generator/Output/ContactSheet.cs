using ImageSearchBench.Scenes.Composition;
using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Kinds;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Output;

/// <summary>Pages of small pictures, for people who judge the drawings.</summary>
internal static class ContactSheet
{
    /// <summary>Every kind in its design box, each with another tint and variant.</summary>
    public static byte[] OfKinds(int cell, int columns, bool night)
    {
        var kinds = Catalogue.All;
        var rows = ((kinds.Count + columns - 1) / columns);
        using var surface = SKSurface.Create(new SKImageInfo(columns * cell, rows * cell, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(night ? Ink.Rgb(0x2A3550) : Ink.Rgb(0xCFE3D2));
        using var pencil = new Pencil(surface.Canvas);
        for (var i = 0; i < kinds.Count; i++)
        {
            var kind = kinds[i];
            var scale = cell * 0.9f / MathF.Max(kind.Width, kind.Height);
            surface.Canvas.Save();
            surface.Canvas.Translate(
                (i % columns * cell) + ((cell - (scale * kind.Width)) / 2), (i / columns * cell) + ((cell - (scale * kind.Height)) / 2));
            surface.Canvas.Scale(scale);
            kind.Draw(pencil, new Look(kind.Tints[i % kind.Tints.Length], i % kind.Variants, night));
            surface.Canvas.Restore();
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Scenes of a seed from the given index on, as JPEG.</summary>
    public static byte[] OfScenes(ulong seed, int first, int cell, int columns, int rows)
    {
        using var surface = SKSurface.Create(new SKImageInfo(columns * cell, rows * cell, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var renderer = new Renderer(cell, 100);
        for (var i = 0; i < columns * rows; i++)
        {
            using var picture = SKImage.FromEncodedData(Scene.Make(seed, first + i, renderer).Picture.Jpeg);
            surface.Canvas.DrawImage(picture, i % columns * cell, i / columns * cell, SKSamplingOptions.Default);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 82);
        return data.ToArray();
    }
}
