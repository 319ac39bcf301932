using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// The inner product whose bits every score comes from. The product of two float32 is exact in float64, so that a fused multiply-add
/// and a multiply with an add round alike; the sum has 16 lanes, lane j holding the elements i ≡ j (mod 16) in ascending order, and
/// the lanes are added as a fixed tree. Alone or in a batch, with AVX-512, AVX2 or neither: the same bits.
/// </summary>
internal static unsafe class CanonicalDot
{
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Avx512(float* a, float* b, int length)
    {
        var low = Vector512<double>.Zero;
        var high = Vector512<double>.Zero;
        for (var i = 0; i < length; i += Lanes)
        {
            low = Avx512F.FusedMultiplyAdd(
                Avx512F.ConvertToVector512Double(Vector256.Load(a + i)), Avx512F.ConvertToVector512Double(Vector256.Load(b + i)), low);
            high = Avx512F.FusedMultiplyAdd(
                Avx512F.ConvertToVector512Double(Vector256.Load(a + i + 8)), Avx512F.ConvertToVector512Double(Vector256.Load(b + i + 8)), high);
        }

        var lanes = stackalloc double[Lanes];
        low.Store(lanes);
        high.Store(lanes + 8);
        return AddLanes(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Avx2(float* a, float* b, int length)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var i = 0; i < length; i += Lanes)
        {
            s0 = Fma.MultiplyAdd(Avx.ConvertToVector256Double(Vector128.Load(a + i)), Avx.ConvertToVector256Double(Vector128.Load(b + i)), s0);
            s1 = Fma.MultiplyAdd(Avx.ConvertToVector256Double(Vector128.Load(a + i + 4)), Avx.ConvertToVector256Double(Vector128.Load(b + i + 4)), s1);
            s2 = Fma.MultiplyAdd(Avx.ConvertToVector256Double(Vector128.Load(a + i + 8)), Avx.ConvertToVector256Double(Vector128.Load(b + i + 8)), s2);
            s3 = Fma.MultiplyAdd(Avx.ConvertToVector256Double(Vector128.Load(a + i + 12)), Avx.ConvertToVector256Double(Vector128.Load(b + i + 12)), s3);
        }

        var lanes = stackalloc double[Lanes];
        s0.Store(lanes);
        s1.Store(lanes + 4);
        s2.Store(lanes + 8);
        s3.Store(lanes + 12);
        return AddLanes(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Portable(float* a, float* b, int length)
    {
        var lanes = stackalloc double[Lanes];
        for (var j = 0; j < Lanes; j += 4)
        {
            Vector128<double> low = default, high = default;
            for (var i = j; i < length; i += Lanes)
            {
                var (aLow, aHigh) = Vector128.Widen(Vector128.Load(a + i));
                var (bLow, bHigh) = Vector128.Widen(Vector128.Load(b + i));
                low += aLow * bLow;
                high += aHigh * bHigh;
            }

            low.Store(lanes + j);
            high.Store(lanes + j + 2);
        }

        return AddLanes(lanes);
    }

    private static double AddLanes(double* lanes)
    {
        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var j = 0; j < half; j++)
                lanes[j] += lanes[j + half];
        }

        return lanes[0];
    }
}
