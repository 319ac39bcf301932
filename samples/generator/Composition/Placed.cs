using ImageSearchBench.Scenes.Kinds;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>One object with its place, in scene units (256 × 256, y down).</summary>
/// <param name="Group">Index of its group in the plan.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Look">How it is drawn.</param>
/// <param name="X">Centre.</param>
/// <param name="Base">Lower edge.</param>
/// <param name="Scale">Scene units per design unit.</param>
/// <param name="Order">Painter's order: smaller is farther.</param>
/// <param name="Mirrored">Whether it looks left instead of right.</param>
internal sealed record Placed(int Group, Kind Kind, Look Look, float X, float Base, float Scale, float Order, bool Mirrored)
{
    /// <summary>Whether a shadow lies below it.</summary>
    public bool Grounded { get; init; } = true;

    public SKRect Bounds => SKRect.Create(X - (Kind.Width * Scale / 2), Base - (Kind.Height * Scale), Kind.Width * Scale, Kind.Height * Scale);
}
