using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Scenery;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>Draws scenes of one size. Holds its surfaces, so one per thread.</summary>
internal sealed class Renderer : IDisposable
{
    /// <summary>Objects of which less shows are not annotated.</summary>
    public const float LeastVisible = 0.25f;

    // Glows and antialiased edges are no part of an object's extent.
    private const byte Solid = 200;

    private readonly int _size;
    private readonly int _quality;
    private readonly SKBitmap _scene;
    private readonly SKBitmap _layer;
    private readonly SKCanvas _sceneCanvas;
    private readonly SKCanvas _layerCanvas;
    private readonly Pencil _onScene;
    private readonly Pencil _onLayer;
    private readonly byte[] _owner;

    /// <param name="size">Width and height in pixels.</param>
    /// <param name="quality">JPEG quality, 1 … 100.</param>
    public Renderer(int size, int quality)
    {
        _size = size;
        _quality = quality;
        _scene = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _layer = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
        _sceneCanvas = new SKCanvas(_scene);
        _layerCanvas = new SKCanvas(_layer);
        _sceneCanvas.Scale(size / Sky.Side);
        _layerCanvas.Scale(size / Sky.Side);
        _onScene = new Pencil(_sceneCanvas);
        _onLayer = new Pencil(_layerCanvas);
        _owner = new byte[size * size];
    }

    public Rendered Render(ScenePlan plan, IReadOnlyList<Placed> objects, Rng details)
    {
        var setting = new Setting(plan.Air, plan.Accent, details);
        // Backdrops may leave slits; what lies behind them must not be the previous scene.
        _sceneCanvas.Clear(plan.Air.SkyLow);
        plan.Theme.Paint(_onScene, setting);
        Array.Clear(_owner);
        var drawn = new int[objects.Count + 1];
        using var light = plan.Theme.Indoor ? null : plan.Air.ObjectFilter();
        using var paint = new SKPaint { ColorFilter = light };
        for (var i = 0; i < objects.Count; i++)
        {
            if (objects[i].Grounded) Shadow(objects[i], plan.Air.Night);
            _layerCanvas.Clear(SKColors.Transparent);
            DrawObject(objects[i]);
            drawn[i + 1] = Claim((byte)(i + 1));
            _sceneCanvas.Save();
            _sceneCanvas.ResetMatrix();
            _sceneCanvas.DrawBitmap(_layer, 0, 0, SKSamplingOptions.Default, paint);
            _sceneCanvas.Restore();
        }

        if (!plan.Theme.Indoor) Sky.Fall(_onScene, setting);
        return new Rendered(Encode(), Survey(objects, drawn));
    }

    public void Dispose()
    {
        _onScene.Dispose();
        _onLayer.Dispose();
        _sceneCanvas.Dispose();
        _layerCanvas.Dispose();
        _scene.Dispose();
        _layer.Dispose();
    }

    private void Shadow(Placed placed, bool night)
    {
        var width = placed.Bounds.Width * 0.46f;
        _onScene.FlatOval(placed.X + (width * 0.08f), placed.Base, width, width * 0.13f, Ink.Fade(Ink.Black, night ? 0.35f : 0.24f));
    }

    private void DrawObject(Placed placed)
    {
        _layerCanvas.Save();
        _layerCanvas.Translate(placed.X, placed.Base);
        _layerCanvas.Scale(placed.Mirrored ? -placed.Scale : placed.Scale, placed.Scale);
        _layerCanvas.Translate(-placed.Kind.Width / 2, -placed.Kind.Height);
        placed.Kind.Draw(_onLayer, placed.Look);
        _layerCanvas.Restore();
    }

    /// <summary>Marks the layer's pixels as the object's and returns how many there are.</summary>
    private int Claim(byte mark)
    {
        var pixels = _layer.GetPixelSpan();
        var count = 0;
        for (var i = 0; i < _owner.Length; i++)
        {
            if (pixels[(i * 4) + 3] < Solid) continue;
            _owner[i] = mark;
            count++;
        }

        return count;
    }

    private List<Visible> Survey(IReadOnlyList<Placed> objects, int[] drawn)
    {
        var boxes = new SKRectI[objects.Count + 1];
        var seen = new int[objects.Count + 1];
        Array.Fill(boxes, new SKRectI(int.MaxValue, int.MaxValue, -1, -1));
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                var mark = _owner[(y * _size) + x];
                if (mark == 0) continue;
                seen[mark]++;
                ref var box = ref boxes[mark];
                box = new SKRectI(Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x + 1), Math.Max(box.Bottom, y + 1));
            }
        }

        var result = new List<Visible>(objects.Count);
        for (var i = 0; i < objects.Count; i++)
        {
            var fraction = drawn[i + 1] == 0 ? 0 : (float)seen[i + 1] / drawn[i + 1];
            if (fraction >= LeastVisible) result.Add(new Visible(objects[i].Group, objects[i].Kind, boxes[i + 1], seen[i + 1], fraction));
        }

        return result;
    }

    private byte[] Encode()
    {
        using var data = _scene.Encode(SKEncodedImageFormat.Jpeg, _quality);
        return data.ToArray();
    }
}
