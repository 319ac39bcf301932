using ImageSearchBench.Orchestrator.Images;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Reads photos of any size and makes small JPEG files of them. The same file gives the same bytes.</summary>
internal sealed class PhotoResizer(IOptions<OrchestratorOptions> options)
{
    // High enough that no encoder sees the difference, and a fifth of the size of lossless files.
    private const int Quality = 92;

    /// <summary>A photo's small file, or the reason why there is none.</summary>
    /// <param name="data">The photo's file.</param>
    /// <param name="size">Side of the square in pixels.</param>
    /// <param name="keepAspectRatio">It keeps its shape within the square, and is not enlarged; else it is squeezed into it.</param>
    public (byte[]? Jpeg, int Width, int Height, string? Fault) Resize(byte[] data, int size, bool keepAspectRatio)
    {
        if (ImageFormats.Recognise(data) is not { } format)
            return Bad("this is no image (JPEG, PNG, WebP, GIF or TIFF).");
        if (format is ImageFormat.Bmp)
            return Bad("BMP files are not read here: convert it to PNG.");
        try
        {
            using (var header = Image.NewFromBuffer(data, access: Enums.Access.Sequential))
            {
                if (PhotoShape.Fault(header.Width, header.Height) is { } fault)
                    return Bad(fault);
                if ((long)header.Width * header.Height > options.Value.MaxImagePixels)
                    return Bad($"{header.Width} × {header.Height} pixels; at most {options.Value.MaxImagePixels} are decoded.");
            }

            using var small = Image.ThumbnailBuffer(
                data, size, height: size, size: keepAspectRatio ? Enums.Size.Down : Enums.Size.Force, failOn: Enums.FailOn.Truncated);
            using var opaque = small.HasAlpha() ? small.Flatten(background: [255.0, 255.0, 255.0]) : small.Copy();
            using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
            return (colour.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None), colour.Width, colour.Height, null);
        }
        catch (VipsException e)
        {
            var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return Bad($"the {format} file is truncated or broken: {(lines.Length > 1 ? lines[1] : e.Message)}");
        }
    }

    private static (byte[]? Jpeg, int Width, int Height, string? Fault) Bad(string fault) => (null, 0, 0, fault);
}
