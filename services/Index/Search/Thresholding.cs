using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>Looks for the few scores of a tile that matter.</summary>
internal static unsafe class Thresholding
{
    /// <summary>Which of a query's scores in a tile are at least <paramref name="floor"/>, a bit for each row.</summary>
    /// <param name="scores">The scores of <see cref="KernelSet.TileRows"/> rows.</param>
    /// <param name="count">How many of them count, at least 1.</param>
    /// <param name="floor">What they must reach.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reaching(float* scores, int count, float floor)
    {
        var limit = Vector512.Create(floor);
        var bits = Vector512.GreaterThanOrEqual(Vector512.Load(scores), limit).ExtractMostSignificantBits()
            | Vector512.GreaterThanOrEqual(Vector512.Load(scores + 16), limit).ExtractMostSignificantBits() << 16
            | Vector512.GreaterThanOrEqual(Vector512.Load(scores + 32), limit).ExtractMostSignificantBits() << 32
            | Vector512.GreaterThanOrEqual(Vector512.Load(scores + 48), limit).ExtractMostSignificantBits() << 48;
        return bits & (ulong.MaxValue >> (KernelSet.TileRows - count));
    }

    /// <summary>Whether any score of a tile can reach <paramref name="floor"/> when the rest of its inner product is at most the product of two lengths.</summary>
    /// <param name="tile">The scores of <see cref="KernelSet.TileQueries"/> × <see cref="KernelSet.TileRows"/> vectors.</param>
    /// <param name="queryRests">Length of the rest of each query.</param>
    /// <param name="rowRests">Length of the rest of each row.</param>
    /// <param name="floor">What they must reach.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AnyCanReach(float* tile, ReadOnlySpan<float> queryRests, float* rowRests, float floor)
    {
        var limit = Vector512.Create(floor);
        var (rest0, rest1, rest2, rest3) = (Vector512.Load(rowRests), Vector512.Load(rowRests + 16), Vector512.Load(rowRests + 32), Vector512.Load(rowRests + 48));
        var reached = Vector512<float>.Zero;
        foreach (var queryRest in queryRests)
        {
            var rest = Vector512.Create(queryRest);
            reached |= Vector512.GreaterThanOrEqual(Vector512.FusedMultiplyAdd(rest, rest0, Vector512.Load(tile)), limit)
                | Vector512.GreaterThanOrEqual(Vector512.FusedMultiplyAdd(rest, rest1, Vector512.Load(tile + 16)), limit)
                | Vector512.GreaterThanOrEqual(Vector512.FusedMultiplyAdd(rest, rest2, Vector512.Load(tile + 32)), limit)
                | Vector512.GreaterThanOrEqual(Vector512.FusedMultiplyAdd(rest, rest3, Vector512.Load(tile + 48)), limit);
            tile += KernelSet.TileRows;
        }

        return reached.ExtractMostSignificantBits() != 0;
    }
}
