using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// Inner products of 6 queries with 64 vectors, held in registers while the dimensions go by: the inner loop of a matrix product.
/// The vectors come packed as a panel [dimension][64], the queries as [dimension][6]. AVX-512 keeps the whole tile in 24 of its 32
/// registers; AVX2 and the portable kernel go over the panel in stripes that fit into theirs.
/// </summary>
internal static unsafe class TileKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512(float* panel, float* queries, int dimension, float* tile)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c43 = default;
        Vector512<float> c50 = default, c51 = default, c52 = default, c53 = default;
        var rows = panel;
        var q = queries;
        for (var k = 0; k < dimension; k++, rows += KernelSet.TileRows, q += KernelSet.TileQueries)
        {
            var b0 = Vector512.Load(rows);
            var b1 = Vector512.Load(rows + 16);
            var b2 = Vector512.Load(rows + 32);
            var b3 = Vector512.Load(rows + 48);
            var a = Vector512.Create(q[0]);
            c00 = Avx512F.FusedMultiplyAdd(a, b0, c00);
            c01 = Avx512F.FusedMultiplyAdd(a, b1, c01);
            c02 = Avx512F.FusedMultiplyAdd(a, b2, c02);
            c03 = Avx512F.FusedMultiplyAdd(a, b3, c03);
            a = Vector512.Create(q[1]);
            c10 = Avx512F.FusedMultiplyAdd(a, b0, c10);
            c11 = Avx512F.FusedMultiplyAdd(a, b1, c11);
            c12 = Avx512F.FusedMultiplyAdd(a, b2, c12);
            c13 = Avx512F.FusedMultiplyAdd(a, b3, c13);
            a = Vector512.Create(q[2]);
            c20 = Avx512F.FusedMultiplyAdd(a, b0, c20);
            c21 = Avx512F.FusedMultiplyAdd(a, b1, c21);
            c22 = Avx512F.FusedMultiplyAdd(a, b2, c22);
            c23 = Avx512F.FusedMultiplyAdd(a, b3, c23);
            a = Vector512.Create(q[3]);
            c30 = Avx512F.FusedMultiplyAdd(a, b0, c30);
            c31 = Avx512F.FusedMultiplyAdd(a, b1, c31);
            c32 = Avx512F.FusedMultiplyAdd(a, b2, c32);
            c33 = Avx512F.FusedMultiplyAdd(a, b3, c33);
            a = Vector512.Create(q[4]);
            c40 = Avx512F.FusedMultiplyAdd(a, b0, c40);
            c41 = Avx512F.FusedMultiplyAdd(a, b1, c41);
            c42 = Avx512F.FusedMultiplyAdd(a, b2, c42);
            c43 = Avx512F.FusedMultiplyAdd(a, b3, c43);
            a = Vector512.Create(q[5]);
            c50 = Avx512F.FusedMultiplyAdd(a, b0, c50);
            c51 = Avx512F.FusedMultiplyAdd(a, b1, c51);
            c52 = Avx512F.FusedMultiplyAdd(a, b2, c52);
            c53 = Avx512F.FusedMultiplyAdd(a, b3, c53);
        }

        c00.Store(tile);
        c01.Store(tile + 16);
        c02.Store(tile + 32);
        c03.Store(tile + 48);
        c10.Store(tile + 64);
        c11.Store(tile + 80);
        c12.Store(tile + 96);
        c13.Store(tile + 112);
        c20.Store(tile + 128);
        c21.Store(tile + 144);
        c22.Store(tile + 160);
        c23.Store(tile + 176);
        c30.Store(tile + 192);
        c31.Store(tile + 208);
        c32.Store(tile + 224);
        c33.Store(tile + 240);
        c40.Store(tile + 256);
        c41.Store(tile + 272);
        c42.Store(tile + 288);
        c43.Store(tile + 304);
        c50.Store(tile + 320);
        c51.Store(tile + 336);
        c52.Store(tile + 352);
        c53.Store(tile + 368);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2(float* panel, float* queries, int dimension, float* tile)
    {
        for (var r = 0; r < KernelSet.TileRows; r += 16)
        {
            Vector256<float> c00 = default, c01 = default;
            Vector256<float> c10 = default, c11 = default;
            Vector256<float> c20 = default, c21 = default;
            Vector256<float> c30 = default, c31 = default;
            Vector256<float> c40 = default, c41 = default;
            Vector256<float> c50 = default, c51 = default;
            var rows = panel + r;
            var q = queries;
            for (var k = 0; k < dimension; k++, rows += KernelSet.TileRows, q += KernelSet.TileQueries)
            {
                var b0 = Vector256.Load(rows);
                var b1 = Vector256.Load(rows + 8);
                var a = Vector256.Create(q[0]);
                c00 = Fma.MultiplyAdd(a, b0, c00);
                c01 = Fma.MultiplyAdd(a, b1, c01);
                a = Vector256.Create(q[1]);
                c10 = Fma.MultiplyAdd(a, b0, c10);
                c11 = Fma.MultiplyAdd(a, b1, c11);
                a = Vector256.Create(q[2]);
                c20 = Fma.MultiplyAdd(a, b0, c20);
                c21 = Fma.MultiplyAdd(a, b1, c21);
                a = Vector256.Create(q[3]);
                c30 = Fma.MultiplyAdd(a, b0, c30);
                c31 = Fma.MultiplyAdd(a, b1, c31);
                a = Vector256.Create(q[4]);
                c40 = Fma.MultiplyAdd(a, b0, c40);
                c41 = Fma.MultiplyAdd(a, b1, c41);
                a = Vector256.Create(q[5]);
                c50 = Fma.MultiplyAdd(a, b0, c50);
                c51 = Fma.MultiplyAdd(a, b1, c51);
            }

            c00.Store(tile + r);
            c01.Store(tile + r + 8);
            c10.Store(tile + r + 64);
            c11.Store(tile + r + 72);
            c20.Store(tile + r + 128);
            c21.Store(tile + r + 136);
            c30.Store(tile + r + 192);
            c31.Store(tile + r + 200);
            c40.Store(tile + r + 256);
            c41.Store(tile + r + 264);
            c50.Store(tile + r + 320);
            c51.Store(tile + r + 328);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Portable(float* panel, float* queries, int dimension, float* tile)
    {
        for (var r = 0; r < KernelSet.TileRows; r += 8)
        {
            Vector128<float> c00 = default, c01 = default;
            Vector128<float> c10 = default, c11 = default;
            Vector128<float> c20 = default, c21 = default;
            Vector128<float> c30 = default, c31 = default;
            Vector128<float> c40 = default, c41 = default;
            Vector128<float> c50 = default, c51 = default;
            var rows = panel + r;
            var q = queries;
            for (var k = 0; k < dimension; k++, rows += KernelSet.TileRows, q += KernelSet.TileQueries)
            {
                var b0 = Vector128.Load(rows);
                var b1 = Vector128.Load(rows + 4);
                var a = Vector128.Create(q[0]);
                c00 = c00 + (a * b0);
                c01 = c01 + (a * b1);
                a = Vector128.Create(q[1]);
                c10 = c10 + (a * b0);
                c11 = c11 + (a * b1);
                a = Vector128.Create(q[2]);
                c20 = c20 + (a * b0);
                c21 = c21 + (a * b1);
                a = Vector128.Create(q[3]);
                c30 = c30 + (a * b0);
                c31 = c31 + (a * b1);
                a = Vector128.Create(q[4]);
                c40 = c40 + (a * b0);
                c41 = c41 + (a * b1);
                a = Vector128.Create(q[5]);
                c50 = c50 + (a * b0);
                c51 = c51 + (a * b1);
            }

            c00.Store(tile + r);
            c01.Store(tile + r + 4);
            c10.Store(tile + r + 64);
            c11.Store(tile + r + 68);
            c20.Store(tile + r + 128);
            c21.Store(tile + r + 132);
            c30.Store(tile + r + 192);
            c31.Store(tile + r + 196);
            c40.Store(tile + r + 256);
            c41.Store(tile + r + 260);
            c50.Store(tile + r + 320);
            c51.Store(tile + r + 324);
        }
    }
}
