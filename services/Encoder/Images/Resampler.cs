using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImageSearchBench.Encoder.Images;

/// <summary>A part of a resized image: the whole result's size, and the window of it that is wanted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResizeWindow(int Width, int Height, int Left, int Top, int WindowWidth, int WindowHeight);

/// <summary>
/// Resizes as Pillow does, byte for byte: a horizontal pass, rounded to 8 bits, then a vertical one, both in fixed point (see
/// <see cref="ResampleWeights"/>). Only what the window needs is computed.
/// </summary>
internal static class Resampler
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>Resizes interleaved 8-bit pixels.</summary>
    /// <param name="source">Rows of <paramref name="width"/> · <paramref name="bands"/> bytes.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="bands">1 to 4.</param>
    /// <param name="window">What is wanted.</param>
    /// <param name="filter">The interpolation.</param>
    /// <param name="result">Receives the window: WindowWidth · WindowHeight · bands bytes.</param>
    public static void Resize(
        ReadOnlySpan<byte> source, int width, int height, int bands, ResizeWindow window, ResampleFilter filter, Span<byte> result)
    {
        // As in Pillow, a direction whose size stays is not filtered at all.
        var horizontal = window.Width == width ? null : new ResampleWeights(width, window.Width, window.Left, window.WindowWidth, filter);
        var vertical = window.Height == height ? null : new ResampleWeights(height, window.Height, window.Top, window.WindowHeight, filter);
        var firstRow = vertical?.SourceStart ?? window.Top;
        var rows = (vertical?.SourceEnd ?? window.Top + window.WindowHeight) - firstRow;
        var rowBytes = window.WindowWidth * bands;

        var rented = vertical is null ? null : ArrayPool<byte>.Shared.Rent(rows * rowBytes);
        try
        {
            var narrow = rented is null ? result : rented.AsSpan(0, rows * rowBytes);
            ResizeRows(source.Slice(firstRow * width * bands, rows * width * bands), width * bands, bands, horizontal, window.Left * bands, narrow, rowBytes);

            if (vertical is not null)
            {
                for (var y = 0; y < window.WindowHeight; y++)
                    CombineRows(narrow[((vertical.First(y) - firstRow) * rowBytes)..], rowBytes, vertical.Of(y), result.Slice(y * rowBytes, rowBytes));
            }
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Resizes by nearest neighbour, as Pillow does for palettes and bilevel images.</summary>
    public static void Nearest(ReadOnlySpan<byte> source, int width, int height, int bands, ResizeWindow window, Span<byte> result)
    {
        var columns = NearestSources(width, window.Width, window.Left, window.WindowWidth);
        var rows = NearestSources(height, window.Height, window.Top, window.WindowHeight);
        for (var y = 0; y < rows.Length; y++)
        {
            var row = source.Slice(rows[y] * width * bands, width * bands);
            for (var x = 0; x < columns.Length; x++)
                row.Slice(columns[x] * bands, bands).CopyTo(result[((y * columns.Length + x) * bands)..]);
        }
    }

    // Pillow adds up the step from one output to the next in double precision; multiplying would round otherwise and pick other pixels.
    private static int[] NearestSources(int inputSize, int outputSize, int from, int length)
    {
        var sources = new int[length];
        var step = (double)inputSize / outputSize;
        var at = step * 0.5;
        for (var i = 0; i < from + length; i++)
        {
            if (i >= from)
                sources[i - from] = Math.Min(inputSize - 1, (int)at);
            at += step;
        }

        return sources;
    }

    private static void ResizeRows(
        ReadOnlySpan<byte> source, int sourceBytes, int bands, ResampleWeights? weights, int left, Span<byte> target, int targetBytes)
    {
        var quads = weights is not null && bands >= 3 && TapQuads.IsSupported ? new TapQuads(weights) : null;
        for (var y = 0; y * sourceBytes < source.Length; y++)
        {
            var row = source.Slice(y * sourceBytes, sourceBytes);
            var result = target.Slice(y * targetBytes, targetBytes);
            if (weights is null)
                row.Slice(left, targetBytes).CopyTo(result);
            else if (quads is not null && y * sourceBytes + sourceBytes + TapQuads.ReadAhead <= source.Length)
                quads.Resize(source.Slice(y * sourceBytes, sourceBytes + TapQuads.ReadAhead), bands, result);
            else
                ResizeRow(row, bands, weights, result);
        }
    }

    /// <summary>The horizontal pass over one row, for any number of bands on any processor.</summary>
    internal static void ResizeRow(ReadOnlySpan<byte> row, int bands, ResampleWeights weights, Span<byte> target)
    {
        for (var x = 0; x < weights.Length; x++)
        {
            var taps = weights.Of(x);
            var pixels = row.Slice(weights.First(x) * bands, taps.Length * bands);
            var output = target.Slice(x * bands, bands);
            if (bands >= 3)
            {
                var sum = SumPixels(pixels, bands, taps);
                for (var b = 0; b < bands; b++)
                    output[b] = Clip(sum[b]);
            }
            else
            {
                for (var b = 0; b < bands; b++)
                    output[b] = Clip(SumBand(pixels, bands, b, taps));
            }
        }
    }

    // One lane for each band; integer sums are exact in any order. Four bytes are read for three bands, so the last pixel is read apart.
    private static Vector128<int> SumPixels(ReadOnlySpan<byte> pixels, int bands, ReadOnlySpan<int> taps)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels);
        ref var weight = ref MemoryMarshal.GetReference(taps);
        var sum = Vector128.Create(Half);
        var last = taps.Length - 1;
        var k = 0;
        var wide = Vector256<int>.Zero;
        for (; k + 1 < last; k += 2)
        {
            var pair = Vector128.CreateScalarUnsafe(ReadFour(ref start, k * bands)).WithElement(1, ReadFour(ref start, (k + 1) * bands)).AsByte();
            var values = Vector256.WidenLower(Vector256.WidenLower(pair.ToVector256Unsafe()).GetLower().ToVector256Unsafe()).AsInt32();
            var factors = Vector256.Create(Vector128.Create(Unsafe.Add(ref weight, k)), Vector128.Create(Unsafe.Add(ref weight, k + 1)));
            wide += values * factors;
        }

        sum += wide.GetLower() + wide.GetUpper();
        for (; k <= last; k++)
        {
            var at = pixels[(k * bands)..];
            var four = Vector128.Create(at[0], at[1], at[2], bands == 4 ? at[3] : 0);
            sum += four * taps[k];
        }

        return sum;
    }

    private static int SumBand(ReadOnlySpan<byte> pixels, int bands, int band, ReadOnlySpan<int> taps)
    {
        var sum = Half;
        for (var k = 0; k < taps.Length; k++)
            sum += pixels[k * bands + band] * taps[k];
        return sum;
    }

    private static void CombineRows(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<int> taps, Span<byte> target)
    {
        var x = 0;
        for (; x + Vector128<byte>.Count <= rowBytes; x += Vector128<byte>.Count)
        {
            var a = Vector256.Create(Half);
            var b = a;
            for (var k = 0; k < taps.Length; k++)
            {
                var bytes = Vector128.Create(rows.Slice(k * rowBytes + x, Vector128<byte>.Count));
                var (low, high) = Vector128.Widen(bytes);
                var weight = Vector256.Create(taps[k]);
                a += Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)).AsInt32() * weight;
                b += Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)).AsInt32() * weight;
            }

            var words = Vector256.Narrow(Clip(a), Clip(b)).AsUInt16();
            Vector128.Narrow(words.GetLower(), words.GetUpper()).CopyTo(target[x..]);
        }

        for (; x < rowBytes; x++)
        {
            var sum = Half;
            for (var k = 0; k < taps.Length; k++)
                sum += rows[k * rowBytes + x] * taps[k];
            target[x] = Clip(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadFour(ref byte start, int offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Clip(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(sum, ResampleWeights.PrecisionBits), Vector256<int>.Zero), Vector256.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.PrecisionBits, 0, 255);
}
