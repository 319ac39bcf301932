using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Index.Kernels;

/// <summary>float32 inner product of one query with one row: bound by memory, for scans with few queries.</summary>
internal static unsafe class LinearDot
{
    public static float Avx512(float* a, float* b, int length)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= length - 64; i += 64)
        {
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), s0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.Load(a + i + 16), Vector512.Load(b + i + 16), s1);
            s2 = Avx512F.FusedMultiplyAdd(Vector512.Load(a + i + 32), Vector512.Load(b + i + 32), s2);
            s3 = Avx512F.FusedMultiplyAdd(Vector512.Load(a + i + 48), Vector512.Load(b + i + 48), s3);
        }

        for (; i < length; i += 16)
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), s0);
        return Vector512.Sum(s0 + s1 + (s2 + s3));
    }

    public static float Avx2(float* a, float* b, int length)
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            s0 = Fma.MultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(a + i + 8), Vector256.Load(b + i + 8), s1);
            s2 = Fma.MultiplyAdd(Vector256.Load(a + i + 16), Vector256.Load(b + i + 16), s2);
            s3 = Fma.MultiplyAdd(Vector256.Load(a + i + 24), Vector256.Load(b + i + 24), s3);
        }

        for (; i < length; i += 8)
            s0 = Fma.MultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), s0);
        return Vector256.Sum(s0 + s1 + (s2 + s3));
    }

    public static float Portable(float* a, float* b, int length)
    {
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var i = 0; i < length; i += 16)
        {
            s0 += Vector128.Load(a + i) * Vector128.Load(b + i);
            s1 += Vector128.Load(a + i + 4) * Vector128.Load(b + i + 4);
            s2 += Vector128.Load(a + i + 8) * Vector128.Load(b + i + 8);
            s3 += Vector128.Load(a + i + 12) * Vector128.Load(b + i + 12);
        }

        return Vector128.Sum(s0 + s1 + (s2 + s3));
    }
}
