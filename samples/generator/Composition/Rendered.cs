using ImageSearchBench.Scenes.Kinds;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>What remained visible of one object.</summary>
/// <param name="Group">Index of its group in the plan.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Box">Visible extent in pixels.</param>
/// <param name="Pixels">Visible pixels.</param>
/// <param name="Fraction">Visible pixels as a share of those drawn, in (0, 1].</param>
internal sealed record Visible(int Group, Kind Kind, SKRectI Box, int Pixels, float Fraction);

/// <summary>A drawn scene.</summary>
/// <param name="Jpeg">The picture.</param>
/// <param name="Objects">Objects of which at least <see cref="Renderer.LeastVisible"/> shows, from far to near.</param>
internal sealed record Rendered(byte[] Jpeg, IReadOnlyList<Visible> Objects);
