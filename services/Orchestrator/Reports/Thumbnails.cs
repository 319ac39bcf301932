using NetVips;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Small pictures for a page.</summary>
internal static class Thumbnails
{
    private const int MostEdge = 160;
    private const int LeastEdge = 48;
    private const int Quality = 72;

    /// <summary>Bytes that all pictures of a page may take together, before they are written as text.</summary>
    private const int MostBytes = 3_400_000;

    /// <summary>Bytes of a picture for each pixel of its square: what detailed photographs take at this quality.</summary>
    private const double BytesPerPixel = 0.35;

    /// <summary>Longer edge, in pixels, at which this many pictures stay within what a page may hold.</summary>
    public static int EdgeFor(int pictures) =>
        (int)Math.Clamp(Math.Sqrt(MostBytes / (BytesPerPixel * Math.Max(pictures, 1))), LeastEdge, MostEdge);

    /// <summary>The picture of a file; null when it cannot be read.</summary>
    public static ReportThumbnail? Make(string file, int edge)
    {
        try
        {
            using var image = Image.Thumbnail(file, edge, height: edge, size: Enums.Size.Down);
            using var opaque = image.HasAlpha() ? image.Flatten(background: [255.0]) : image.Copy();
            var jpeg = opaque.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
            return new ReportThumbnail("data:image/jpeg;base64," + Convert.ToBase64String(jpeg), opaque.Width, opaque.Height);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
