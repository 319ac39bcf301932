using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;

namespace ImageSearchBench.Index.Search;

/// <summary>
/// A segment's vectors in 8 bits: v = s·c + e with whole numbers c from -127 to 127 and ‖e‖ known, so that the error of an inner
/// product with c is bounded. Made in memory, block by block, when a search first comes by; complete blocks only, which never change.
/// </summary>
internal sealed unsafe class Int8Codes(int capacity, int stride) : IDisposable
{
    /// <summary>Rows that are coded together.</summary>
    public const int BlockRows = 512;

    private const int Missing = 0;
    private const int InWork = 1;
    private const int Ready = 2;

    /// <summary>Vectors whose largest element lies outside are always scored: squares of what rounding leaves would leave the range of a float.</summary>
    public const float Smallest = 1e-9f;

    /// <inheritdoc cref="Smallest" />
    public const float Largest = 1e15f;

    private readonly int[] _states = new int[(capacity / BlockRows) + 1];

    // Reserved for the whole segment; the operating system gives memory to what is written.
    private readonly sbyte* _codes = (sbyte*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)stride, 64);

    /// <summary>s of each row; for cosine divided by the vector's length.</summary>
    public float[] Scales { get; } = new float[capacity];

    /// <summary>A bound of ‖e‖ of each row; for cosine divided by the vector's length.</summary>
    public float[] Errors { get; } = new float[capacity];

    /// <summary>The longest vector of each block; for cosine 1.</summary>
    public float[] Longest { get; } = new float[(capacity / BlockRows) + 1];

    public sbyte* Row(int row) => _codes + ((long)row * stride);

    /// <summary>Whether a block has its codes, making them where they are missing.</summary>
    public bool Ensure(SegmentView view, int block, VectorMetric metric)
    {
        if (Volatile.Read(ref _states[block]) == Ready)
            return true;
        if ((block + 1) * BlockRows > view.Count || Interlocked.CompareExchange(ref _states[block], InWork, Missing) != Missing)
            return false;
        for (var row = block * BlockRows; row < (block + 1) * BlockRows; row++)
            Encode(view, row, block, metric);
        Volatile.Write(ref _states[block], Ready);
        return true;
    }

    public void Dispose() => NativeMemory.AlignedFree(_codes);

    private void Encode(SegmentView view, int row, int block, VectorMetric metric)
    {
        var values = new ReadOnlySpan<float>(view.Segment.Row(row), stride);
        var codes = new Span<sbyte>(Row(row), stride);
        var length = view.Lengths[row];
        var unit = metric == VectorMetric.Cosine ? length : 1;
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        Longest[block] = MathF.Max(Longest[block], ErrorBound.Up(metric == VectorMetric.Cosine ? 1 : length));
        if (largest == 0)
        {
            codes.Clear();
            return;
        }

        if (largest is < Smallest or > Largest)
        {
            codes.Clear();
            Errors[row] = float.PositiveInfinity;
            return;
        }

        var scale = largest / 127;
        var squares = Int8Rounding.Round(values, scale, codes);

        // v - s·c is computed in float32: each element within 2u|v|, their squares summed within nu.
        var error = (Math.Sqrt(squares) * (1 + (stride * 1e-7))) + (length * 2.5e-7);
        Scales[row] = (float)(scale / unit);
        Errors[row] = ErrorBound.Up(error / unit * 1.000001);
    }
}
