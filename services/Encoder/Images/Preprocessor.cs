using System.Buffers;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Images;

/// <summary>Makes a model's input tensor out of decoded pixels.</summary>
internal sealed class Preprocessor
{
    private readonly PreprocessSettings _settings;
    private readonly float[][] _normalised;

    public Preprocessor(PreprocessSettings settings, int size)
    {
        _settings = settings;
        Size = size;
        _normalised = [.. Enumerable.Range(0, 3).Select(band => Table(settings.Mean[band], settings.Std[band]))];
    }

    /// <summary>Side of the square in pixels.</summary>
    public int Size { get; }

    /// <summary>Numbers of one tensor: 3 · size · size.</summary>
    public int TensorLength => 3 * Size * Size;

    /// <summary>Pixels → tensor [3, size, size], planes in the order red, green, blue.</summary>
    public void ToTensor(Raster image, Span<float> tensor)
    {
        var rented = ArrayPool<byte>.Shared.Rent(TensorLength);
        try
        {
            var rgb = rented.AsSpan(0, TensorLength);
            ToSquare(image, rgb);
            var plane = Size * Size;
            for (var band = 0; band < 3; band++)
            {
                var table = _normalised[band];
                var target = tensor.Slice(band * plane, plane);
                for (int i = 0, s = band; i < plane; i++, s += 3)
                    target[i] = table[rgb[s]];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Pixels → RGB square of size · size · 3 bytes.</summary>
    public void ToSquare(Raster image, Span<byte> rgb)
    {
        var (window, left, top) = Geometry(image.Width, image.Height);
        if (window.WindowWidth == Size && window.WindowHeight == Size)
        {
            ToWindow(image, window, rgb);
            return;
        }

        // The window is smaller than the square: black around it.
        rgb.Clear();
        var rented = ArrayPool<byte>.Shared.Rent(window.WindowWidth * window.WindowHeight * 3);
        try
        {
            ToWindow(image, window, rented.AsSpan(0, window.WindowWidth * window.WindowHeight * 3));
            for (var y = 0; y < window.WindowHeight; y++)
                rented.AsSpan(y * window.WindowWidth * 3, window.WindowWidth * 3).CopyTo(rgb[(((top + y) * Size + left) * 3)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // torch: float32 division of the byte by 255, then − mean, then ÷ std, each rounded to float32.
    private static float[] Table(float mean, float std)
    {
        var table = new float[256];
        for (var i = 0; i < 256; i++)
            table[i] = (i / 255f - mean) / std;
        return table;
    }

    private (ResizeWindow Window, int Left, int Top) Geometry(int width, int height)
    {
        switch (_settings.Resize)
        {
            case ResizeMode.Squash:
                return (new ResizeWindow(Size, Size, 0, 0, Size, Size), 0, 0);
            case ResizeMode.Pad:
                var ratio = (double)Math.Max(width, height) / Size;
                var w = Math.Clamp((int)Math.Round(width / ratio, MidpointRounding.ToEven), 1, Size);
                var h = Math.Clamp((int)Math.Round(height / ratio, MidpointRounding.ToEven), 1, Size);
                return (new ResizeWindow(w, h, 0, 0, w, h), (Size - w) / 2, (Size - h) / 2);
            default:
                var (resizedWidth, resizedHeight) = width <= height
                    ? (Size, LongSide(height, width))
                    : (LongSide(width, height), Size);
                return (new ResizeWindow(resizedWidth, resizedHeight, Margin(resizedWidth), Margin(resizedHeight), Size, Size), 0, 0);
        }
    }

    // int(size · long / short), in integers, as torchvision and Hugging Face effectively compute it.
    private int LongSide(int longSide, int shortSide)
    {
        var side = (long)Size * longSide / shortSide;
        return side <= 1 << 28
            ? (int)side
            : throw BenchException.Invalid($"The image's sides are {longSide} and {shortSide} pixels: too long and thin to be resized.");
    }

    private int Margin(int resized) => _settings.CropRounding == CropRounding.Floor
        ? (resized - Size) / 2
        : (int)Math.Round((resized - Size) / 2.0, MidpointRounding.ToEven);

    private void ToWindow(Raster image, ResizeWindow window, Span<byte> rgb)
    {
        // Repeating one grey band before or after the resize gives the same bytes; RGB needs no conversion.
        var resizeAsIs = _settings.Order == ConversionOrder.ResizeFirst
            || image.Kind is PixelKind.Grey or PixelKind.Bilevel or PixelKind.Rgb or PixelKind.Palette;
        if (resizeAsIs)
        {
            using var resized = Raster.Rent(window.WindowWidth, window.WindowHeight, image.Kind);
            ResizeAsIs(image, window, resized.Pixels);
            ColourConversion.ToRgb(resized.Pixels, image.Kind, rgb);
        }
        else
        {
            using var converted = Raster.Rent(image.Width, image.Height, PixelKind.Rgb);
            ColourConversion.ToRgb(image.Pixels, image.Kind, converted.Pixels);
            Resampler.Resize(converted.Pixels, image.Width, image.Height, 3, window, _settings.Filter, rgb);
        }
    }

    private void ResizeAsIs(Raster image, ResizeWindow window, Span<byte> resized)
    {
        if (_settings.Order == ConversionOrder.ResizeFirst && image.Kind is (PixelKind.Palette or PixelKind.Bilevel))
        {
            Resampler.Nearest(image.Pixels, image.Width, image.Height, image.Bands, window, resized);
            return;
        }

        var alpha = image.Kind is PixelKind.Rgba or PixelKind.GreyAlpha;
        if (alpha)
            ColourConversion.Premultiply(image.Pixels, image.Bands);
        Resampler.Resize(image.Pixels, image.Width, image.Height, image.Bands, window, _settings.Filter, resized);
        if (alpha)
            ColourConversion.Unpremultiply(resized, image.Bands);
    }
}
