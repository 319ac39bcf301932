using System.Buffers;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>The score of two vectors that lie anywhere: the same bits as the embedded store's.</summary>
internal static class CanonicalScore
{
    public static unsafe float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorMetric metric)
    {
        var stride = (a.Length + KernelSet.RowAlignment - 1) / KernelSet.RowAlignment * KernelSet.RowAlignment;
        var buffer = ArrayPool<float>.Shared.Rent(2 * stride);
        buffer.AsSpan(0, 2 * stride).Clear();
        a.CopyTo(buffer);
        b.CopyTo(buffer.AsSpan(stride));
        try
        {
            fixed (float* first = buffer)
            {
                var second = first + stride;
                var canonical = KernelSet.Best.Canonical;
                var product = canonical(first, second, stride);
                if (metric == VectorMetric.Cosine)
                {
                    var lengths = Math.Sqrt(canonical(first, first, stride)) * Math.Sqrt(canonical(second, second, stride));
                    product = lengths > 0 ? product / lengths : 0;
                }

                return ErrorBound.Saturate(product);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}
