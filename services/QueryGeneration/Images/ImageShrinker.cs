using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Configuration;
using Microsoft.Extensions.Options;
using NetVips;

namespace ImageSearchBench.QueryGeneration.Images;

/// <summary>
/// Makes what is sent to a model: a JPEG whose longer side is within the limit, upright, on white, without metadata (a photo's place and
/// owner are nobody's business at the endpoint). Images are hostile input: only known formats are decoded, and no more pixels than allowed.
/// </summary>
internal sealed class ImageShrinker : IDisposable
{
    private const int Quality = 90;

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly QueryGenerationOptions _options;

    public ImageShrinker(IOptions<QueryGenerationOptions> options)
    {
        _options = options.Value;

        // Every image is another: libvips' cache of operations would only hold memory.
        Cache.Max = 0;
    }

    /// <summary>Media type of what <see cref="ShrinkAsync"/> returns.</summary>
    public static string MediaType => "image/jpeg";

    /// <summary>The JPEG to send.</summary>
    /// <param name="image">Encoded bytes.</param>
    /// <param name="cancellationToken">Ends the wait for a core.</param>
    /// <exception cref="BenchException">InvalidArgument: broken, truncated, too many pixels or of an unknown format.</exception>
    public async Task<byte[]> ShrinkAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Shrink(image.ToArray()), cancellationToken);
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _cores.Dispose();

    private byte[] Shrink(byte[] bytes)
    {
        if (!IsKnown(bytes))
            throw BenchException.Invalid("The image is no JPEG, PNG, WebP, GIF or TIFF file.", "image");
        try
        {
            // Loaded by itself: a thumbnail made straight from the buffer lets truncated files pass.
            using var image = Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
            if ((long)image.Width * image.Height > _options.MaxImagePixels)
                throw BenchException.Invalid($"The image has {image.Width} × {image.Height} pixels, more than MaxImagePixels ({_options.MaxImagePixels}).", "image");

            using var small = image.ThumbnailImage(_options.MaxImageSide, height: _options.MaxImageSide, size: Enums.Size.Down);
            using var srgb = small.Colourspace(Enums.Interpretation.Srgb);
            using var flat = srgb.HasAlpha() ? srgb.Flatten(background: [255]) : srgb.Copy();
            return flat.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException e)
        {
            throw BenchException.Invalid("The image cannot be decoded: it is broken or cut off.", "image", e);
        }
    }

    private static bool IsKnown(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || bytes.StartsWith("GIF8"u8)
        || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0])
        || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8));
}
