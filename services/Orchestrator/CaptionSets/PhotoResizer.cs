using ImageSearchBench.Orchestrator.Images;
using NetVips;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A photo's small file.</summary>
/// <param name="Jpeg">The file.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
internal sealed record SmallPhoto(byte[] Jpeg, int Width, int Height);

/// <summary>Looks at photos of any size and makes small JPEG files of them. The same file gives the same bytes.</summary>
internal sealed class PhotoResizer(ImageInspector inspector)
{
    // High enough that no encoder sees the difference, and a fifth of the size of lossless files.
    private const int Quality = 92;

    /// <summary>A photo's small file, or the reason why there is none.</summary>
    /// <param name="data">The photo's file.</param>
    /// <param name="size">Side of the square in pixels.</param>
    /// <param name="keepAspectRatio">It keeps its shape within the square, and is not enlarged; else it is squeezed into it.</param>
    /// <param name="shapeFault">What is wrong with a width and height, if anything; null takes the rule of caption sets.</param>
    public (SmallPhoto? Photo, string? Fault) Resize(byte[] data, int size, bool keepAspectRatio, Func<int, int, string?>? shapeFault = null)
    {
        // The thumbnailer below would take a truncated file for a whole one.
        var inspection = inspector.Inspect(data);
        if ((inspection.Fault ?? (shapeFault ?? PhotoShape.Fault)(inspection.Width, inspection.Height)) is { } fault)
            return (null, fault);
        if (ImageFormats.Recognise(data) is ImageFormat.Bmp)
            return (null, "BMP files are not read here: convert it to PNG.");
        try
        {
            using var small = Image.ThumbnailBuffer(data, size, height: size, size: keepAspectRatio ? Enums.Size.Down : Enums.Size.Force);
            using var opaque = small.HasAlpha() ? small.Flatten(background: [255.0, 255.0, 255.0]) : small.Copy();
            using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
            return (new SmallPhoto(colour.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None), colour.Width, colour.Height), null);
        }
        catch (VipsException e)
        {
            return (null, $"it cannot be resized: {e.Message.ReplaceLineEndings(" ").Trim()}");
        }
    }
}
