using SkiaSharp;

namespace ImageSearchBench.Scenes.Drawing;

/// <summary>
/// The drawing style, in one place: every filled shape is lit from the upper left by a gradient and edged by a darker line of its own colour.
/// Coordinates are those of the caller's design box, y down.
/// </summary>
internal sealed class Pencil(SKCanvas canvas) : IDisposable
{
    private readonly SKPaint _fill = new() { IsAntialias = true, Style = SKPaintStyle.Fill };
    private readonly SKPaint _line = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };

    public SKCanvas Canvas => canvas;

    /// <summary>Width of the edge line, in design units.</summary>
    public float Edge { get; set; } = 1.7f;

    /// <summary>A shaded and edged shape, given as SVG path data.</summary>
    public void Fill(string outline, SKColor color)
    {
        var path = PathCache.Get(outline);
        Shade(path.Bounds, color);
        canvas.DrawPath(path, _fill);
        EdgeOf(color);
        canvas.DrawPath(path, _line);
    }

    /// <summary>A shape of one colour, without shading and edge.</summary>
    public void Flat(string outline, SKColor color)
    {
        Plain(color);
        canvas.DrawPath(PathCache.Get(outline), _fill);
    }

    public void Oval(float cx, float cy, float rx, float ry, SKColor color)
    {
        Shade(new SKRect(cx - rx, cy - ry, cx + rx, cy + ry), color);
        canvas.DrawOval(cx, cy, rx, ry, _fill);
        EdgeOf(color);
        canvas.DrawOval(cx, cy, rx, ry, _line);
    }

    public void FlatOval(float cx, float cy, float rx, float ry, SKColor color)
    {
        Plain(color);
        canvas.DrawOval(cx, cy, rx, ry, _fill);
    }

    public void Box(float x, float y, float width, float height, float radius, SKColor color)
    {
        var rect = SKRect.Create(x, y, width, height);
        Shade(rect, color);
        canvas.DrawRoundRect(rect, radius, radius, _fill);
        EdgeOf(color);
        canvas.DrawRoundRect(rect, radius, radius, _line);
    }

    public void FlatBox(float x, float y, float width, float height, float radius, SKColor color)
    {
        Plain(color);
        canvas.DrawRoundRect(SKRect.Create(x, y, width, height), radius, radius, _fill);
    }

    /// <summary>An open or closed line with round ends.</summary>
    public void Line(string outline, SKColor color, float width)
    {
        _line.Color = color;
        _line.StrokeWidth = width;
        canvas.DrawPath(PathCache.Get(outline), _line);
    }

    public void Ring(float cx, float cy, float radius, SKColor color, float width)
    {
        _line.Color = color;
        _line.StrokeWidth = width;
        canvas.DrawCircle(cx, cy, radius, _line);
    }

    /// <summary>A limb: a thick line in the colour with the darker edge around it.</summary>
    public void Limb(string outline, SKColor color, float width)
    {
        Line(outline, Ink.Darker(color, 0.45f), width + (2 * Edge * 0.8f));
        Line(outline, color, width);
    }

    /// <summary>A vertical gradient over a rectangle: skies, floors, walls.</summary>
    public void Fade(SKRect rect, SKColor top, SKColor bottom)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, rect.Top), new SKPoint(0, rect.Bottom), [top, bottom], SKShaderTileMode.Clamp);
        Plain(SKColors.White);
        _fill.Shader = shader;
        canvas.DrawRect(rect, _fill);
        _fill.Shader = null;
    }

    /// <summary>Light or darkness around a point, fading to nothing at the radius.</summary>
    public void Glow(float cx, float cy, float radius, SKColor color)
    {
        using var shader = SKShader.CreateRadialGradient(
            new SKPoint(cx, cy), radius, [color, color.WithAlpha(0)], SKShaderTileMode.Clamp);
        Plain(SKColors.White);
        _fill.Shader = shader;
        canvas.DrawCircle(cx, cy, radius, _fill);
        _fill.Shader = null;
    }

    public void Dispose()
    {
        _fill.Dispose();
        _line.Dispose();
    }

    private void Plain(SKColor color)
    {
        _fill.Shader = null;
        _fill.Color = color;
    }

    private void Shade(SKRect bounds, SKColor color)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(bounds.Left + (bounds.Width * 0.25f), bounds.Top),
            new SKPoint(bounds.Left + (bounds.Width * 0.75f), bounds.Bottom),
            [Ink.Lighter(color, 0.22f), color, Ink.Darker(color, 0.24f)],
            [0f, 0.45f, 1f],
            SKShaderTileMode.Clamp);
        _fill.Color = SKColors.White;
        _fill.Shader = shader;
    }

    private void EdgeOf(SKColor color)
    {
        _fill.Shader = null;
        _line.Color = Ink.Darker(color, 0.55f);
        _line.StrokeWidth = Edge;
    }
}
