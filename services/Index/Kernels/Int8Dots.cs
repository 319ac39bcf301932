using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using X86Avx2 = System.Runtime.Intrinsics.X86.Avx2;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// Integer inner product of a query in 16 bits with a row of 8-bit codes. Exact: the caller scales the query so
/// that no sum leaves 32 bits.
/// </summary>
internal static unsafe class Int8Dots
{
    public static int Avx512(short* query, sbyte* codes, int length)
    {
        Vector512<int> s0 = default, s1 = default;
        var i = 0;
        for (; i <= length - 64; i += 64)
        {
            s0 += Avx512BW.MultiplyAddAdjacent(Vector512.Load(query + i), Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + i)));
            s1 += Avx512BW.MultiplyAddAdjacent(Vector512.Load(query + i + 32), Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + i + 32)));
        }

        var sum = Vector512.Sum(s0 + s1);
        for (; i < length; i += 16)
            sum += Vector256.Sum(X86Avx2.MultiplyAddAdjacent(Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i))));
        return sum;
    }

    public static int Avx2(short* query, sbyte* codes, int length)
    {
        Vector256<int> s0 = default, s1 = default;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            s0 += X86Avx2.MultiplyAddAdjacent(
                Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i)));
            s1 += X86Avx2.MultiplyAddAdjacent(
                Vector256.Load(query + i + 16), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i + 16)));
        }

        for (; i < length; i += 16)
        {
            s0 += X86Avx2.MultiplyAddAdjacent(
                Vector256.Load(query + i), X86Avx2.ConvertToVector256Int16(Vector128.Load(codes + i)));
        }

        return Vector256.Sum(s0 + s1);
    }

    public static int Portable(short* query, sbyte* codes, int length)
    {
        Vector128<int> sum = default;
        for (var i = 0; i < length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(codes + i));
            sum += Products(Vector128.Load(query + i), low) + Products(Vector128.Load(query + i + 8), high);
        }

        return Vector128.Sum(sum);
    }

    private static Vector128<int> Products(Vector128<short> a, Vector128<short> b)
    {
        var (aLow, aHigh) = Vector128.Widen(a);
        var (bLow, bHigh) = Vector128.Widen(b);
        return (aLow * bLow) + (aHigh * bHigh);
    }
}
