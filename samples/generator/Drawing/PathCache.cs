using SkiaSharp;

namespace ImageSearchBench.Scenes.Drawing;

/// <summary>Parsed outlines, kept per thread: parsing costs more than drawing, and a path is not made for two threads.</summary>
internal static class PathCache
{
    [ThreadStatic]
    private static Dictionary<string, SKPath>? _paths;

    public static SKPath Get(string outline)
    {
        _paths ??= new Dictionary<string, SKPath>(StringComparer.Ordinal);
        if (_paths.TryGetValue(outline, out var path)) return path;
        path = SKPath.ParseSvgPathData(outline) ?? throw new FormatException($"not an outline: {outline}");
        _paths.Add(outline, path);
        return path;
    }
}
