using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using X86Avx2 = System.Runtime.Intrinsics.X86.Avx2;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// Integer inner products of a query in 16 bits with rows of 8-bit codes that lie one after the other. Exact: the caller scales the
/// query so that no sum leaves 32 bits. What lies <see cref="Ahead"/> is asked for early, as in <see cref="LinearDot"/>.
/// </summary>
internal static unsafe class Int8Dots
{
    /// <summary>Bytes.</summary>
    private const int Ahead = 4096;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512(short* query, sbyte* codes, int stride, int count, int* products)
    {
        for (var r = 0; r < count; r++, codes += stride)
        {
            Vector512<int> s0 = default, s1 = default;
            var i = 0;
            for (; i <= stride - 64; i += 64)
            {
                Sse.Prefetch0(codes + i + Ahead);
                s0 += Avx512BW.MultiplyAddAdjacent(Vector512.Load(query + i), Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + i)));
                s1 += Avx512BW.MultiplyAddAdjacent(Vector512.Load(query + i + 32), Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + i + 32)));
            }

            var sum = Vector512.Sum(s0 + s1);
            for (; i < stride; i += 16)
                sum += Vector256.Sum(X86Avx2.MultiplyAddAdjacent(Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i))));
            products[r] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2(short* query, sbyte* codes, int stride, int count, int* products)
    {
        for (var r = 0; r < count; r++, codes += stride)
        {
            Vector256<int> s0 = default, s1 = default;
            var i = 0;
            for (; i <= stride - 32; i += 32)
            {
                Sse.Prefetch0(codes + i + Ahead);
                s0 += X86Avx2.MultiplyAddAdjacent(Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i)));
                s1 += X86Avx2.MultiplyAddAdjacent(Vector256.Load(query + i + 16), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i + 16)));
            }

            for (; i < stride; i += 16)
                s0 += X86Avx2.MultiplyAddAdjacent(Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i)));
            products[r] = Vector256.Sum(s0 + s1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Portable(short* query, sbyte* codes, int stride, int count, int* products)
    {
        for (var r = 0; r < count; r++, codes += stride)
        {
            Vector128<int> sum = default;
            for (var i = 0; i < stride; i += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(codes + i));
                sum += Products(Vector128.Load(query + i), low) + Products(Vector128.Load(query + i + 8), high);
            }

            products[r] = Vector128.Sum(sum);
        }
    }

    private static Vector128<int> Products(Vector128<short> a, Vector128<short> b)
    {
        var (aLow, aHigh) = Vector128.Widen(a);
        var (bLow, bHigh) = Vector128.Widen(b);
        return (aLow * bLow) + (aHigh * bHigh);
    }
}
