using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// float32 inner products of one query with rows that lie one after the other: bound by memory, for scans with few queries. What
/// lies <see cref="Ahead"/> is asked for early, since the processor's own prefetching stops at each page.
/// </summary>
internal static unsafe class LinearDot
{
    /// <summary>Bytes.</summary>
    private const int Ahead = 4096;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512(float* query, float* rows, int stride, int count, float* scores)
    {
        for (var r = 0; r < count; r++, rows += stride)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            var i = 0;
            for (; i <= stride - 64; i += 64)
            {
                Sse.Prefetch0((byte*)(rows + i) + Ahead);
                Sse.Prefetch0((byte*)(rows + i + 16) + Ahead);
                Sse.Prefetch0((byte*)(rows + i + 32) + Ahead);
                Sse.Prefetch0((byte*)(rows + i + 48) + Ahead);
                s0 = Avx512F.FusedMultiplyAdd(Vector512.Load(query + i), Vector512.Load(rows + i), s0);
                s1 = Avx512F.FusedMultiplyAdd(Vector512.Load(query + i + 16), Vector512.Load(rows + i + 16), s1);
                s2 = Avx512F.FusedMultiplyAdd(Vector512.Load(query + i + 32), Vector512.Load(rows + i + 32), s2);
                s3 = Avx512F.FusedMultiplyAdd(Vector512.Load(query + i + 48), Vector512.Load(rows + i + 48), s3);
            }

            for (; i < stride; i += 16)
                s0 = Avx512F.FusedMultiplyAdd(Vector512.Load(query + i), Vector512.Load(rows + i), s0);
            scores[r] = Vector512.Sum(s0 + s1 + (s2 + s3));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2(float* query, float* rows, int stride, int count, float* scores)
    {
        for (var r = 0; r < count; r++, rows += stride)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            var i = 0;
            for (; i <= stride - 32; i += 32)
            {
                Sse.Prefetch0((byte*)(rows + i) + Ahead);
                Sse.Prefetch0((byte*)(rows + i + 16) + Ahead);
                s0 = Fma.MultiplyAdd(Vector256.Load(query + i), Vector256.Load(rows + i), s0);
                s1 = Fma.MultiplyAdd(Vector256.Load(query + i + 8), Vector256.Load(rows + i + 8), s1);
                s2 = Fma.MultiplyAdd(Vector256.Load(query + i + 16), Vector256.Load(rows + i + 16), s2);
                s3 = Fma.MultiplyAdd(Vector256.Load(query + i + 24), Vector256.Load(rows + i + 24), s3);
            }

            for (; i < stride; i += 8)
                s0 = Fma.MultiplyAdd(Vector256.Load(query + i), Vector256.Load(rows + i), s0);
            scores[r] = Vector256.Sum(s0 + s1 + (s2 + s3));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Portable(float* query, float* rows, int stride, int count, float* scores)
    {
        for (var r = 0; r < count; r++, rows += stride)
        {
            Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var i = 0; i < stride; i += 16)
            {
                s0 += Vector128.Load(query + i) * Vector128.Load(rows + i);
                s1 += Vector128.Load(query + i + 4) * Vector128.Load(rows + i + 4);
                s2 += Vector128.Load(query + i + 8) * Vector128.Load(rows + i + 8);
                s3 += Vector128.Load(query + i + 12) * Vector128.Load(rows + i + 12);
            }

            scores[r] = Vector128.Sum(s0 + s1 + (s2 + s3));
        }
    }
}
