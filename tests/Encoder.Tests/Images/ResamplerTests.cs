using FsCheck.Xunit;
using ImageSearchBench.Encoder.Images;

namespace ImageSearchBench.Encoder.Tests.Images;

/// <summary>The fast resampler against the method written down plainly, over sizes, windows, bands and filters.</summary>
public sealed class ResamplerTests
{
    [Property(MaxTest = 300)]
    public void Equals_the_plain_method(int seed)
    {
        var random = new Random(seed);
        var (width, height, bands) = (random.Next(1, 90), random.Next(1, 70), random.Next(1, 5));
        var (outWidth, outHeight) = (random.Next(1, 60), random.Next(1, 60));
        var left = random.Next(outWidth);
        var top = random.Next(outHeight);
        var window = new ResizeWindow(outWidth, outHeight, left, top, random.Next(1, outWidth - left + 1), random.Next(1, outHeight - top + 1));
        var filter = random.Next(2) == 0 ? ResampleFilter.Bicubic : ResampleFilter.Bilinear;
        var source = new byte[width * height * bands];
        random.NextBytes(source);

        var result = new byte[window.WindowWidth * window.WindowHeight * bands];
        Resampler.Resize(source, width, height, bands, window, filter, result);
        result.Should().Equal(Plain(source, width, height, bands, window, filter));
    }

    [Property(MaxTest = 100)]
    public void A_constant_image_stays_constant(byte value, int seed)
    {
        var random = new Random(seed);
        var source = new byte[random.Next(1, 50) * 3 * 40];
        Array.Fill(source, value);
        var result = new byte[17 * 23 * 3];
        Resampler.Resize(source, source.Length / 120, 40, 3, new ResizeWindow(17, 23, 0, 0, 17, 23), ResampleFilter.Bicubic, result);
        result.Should().OnlyContain(b => b == value);
    }

    // Whole image, one number at a time, with the same integer weights.
    private static byte[] Plain(byte[] source, int width, int height, int bands, ResizeWindow window, ResampleFilter filter)
    {
        var narrow = window.Width == width ? source : Pass(source, height, bands, new ResampleWeights(width, window.Width, 0, window.Width, filter), (y, x, b) => (y * width + x) * bands + b);
        var full = window.Height == height
            ? narrow
            : Transpose(Pass(narrow, window.Width, bands, new ResampleWeights(height, window.Height, 0, window.Height, filter), (x, y, b) => (y * window.Width + x) * bands + b), window.Width, window.Height, bands);
        var result = new List<byte>();
        for (var y = 0; y < window.WindowHeight; y++)
        {
            for (var x = 0; x < window.WindowWidth * bands; x++)
                result.Add(full[((window.Top + y) * window.Width + window.Left) * bands + x]);
        }

        return [.. result];
    }

    private static byte[] Pass(byte[] source, int lines, int bands, ResampleWeights weights, Func<int, int, int, int> at)
    {
        var result = new byte[lines * weights.Length * bands];
        for (var line = 0; line < lines; line++)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                for (var b = 0; b < bands; b++)
                {
                    long sum = 1 << (ResampleWeights.PrecisionBits - 1);
                    for (var k = 0; k < weights.Of(i).Length; k++)
                        sum += (long)source[at(line, weights.First(i) + k, b)] * weights.Of(i)[k];
                    result[(line * weights.Length + i) * bands + b] = (byte)Math.Clamp(sum >> ResampleWeights.PrecisionBits, 0, 255);
                }
            }
        }

        return result;
    }

    private static byte[] Transpose(byte[] source, int columns, int rows, int bands)
    {
        var result = new byte[source.Length];
        for (var x = 0; x < columns; x++)
        {
            for (var y = 0; y < rows; y++)
                source.AsSpan((x * rows + y) * bands, bands).CopyTo(result.AsSpan((y * columns + x) * bands));
        }

        return result;
    }
}
