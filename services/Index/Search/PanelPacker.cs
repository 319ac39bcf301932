using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>Lays 64 rows out as a panel [dimension][64], in blocks of 4 × 4.</summary>
internal static unsafe class PanelPacker
{
    /// <summary>Packs rows; places without a row are zero.</summary>
    /// <param name="rows">Pointers to the rows, at most 64.</param>
    /// <param name="count">How many.</param>
    /// <param name="dimension">Their length; readable up to the next multiple of 16.</param>
    /// <param name="panel">Room for 64 × the next multiple of 4 of the length.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float** rows, int count, int dimension, float* panel)
    {
        var r = 0;
        for (; Sse.IsSupported && r <= count - 4; r += 4)
        {
            float* a = rows[r], b = rows[r + 1], c = rows[r + 2], d = rows[r + 3];
            for (var k = 0; k < dimension; k += 4)
            {
                var r0 = Vector128.Load(a + k);
                var r1 = Vector128.Load(b + k);
                var r2 = Vector128.Load(c + k);
                var r3 = Vector128.Load(d + k);
                var low01 = Sse.UnpackLow(r0, r1);
                var low23 = Sse.UnpackLow(r2, r3);
                var high01 = Sse.UnpackHigh(r0, r1);
                var high23 = Sse.UnpackHigh(r2, r3);
                var target = panel + ((long)k * KernelSet.TileRows) + r;
                Sse.MoveLowToHigh(low01, low23).Store(target);
                Sse.MoveHighToLow(low23, low01).Store(target + KernelSet.TileRows);
                Sse.MoveLowToHigh(high01, high23).Store(target + (2 * KernelSet.TileRows));
                Sse.MoveHighToLow(high23, high01).Store(target + (3 * KernelSet.TileRows));
            }
        }

        for (; r < KernelSet.TileRows; r++)
        {
            for (var k = 0; k < dimension; k++)
                panel[((long)k * KernelSet.TileRows) + r] = r < count ? rows[r][k] : 0;
        }
    }
}
