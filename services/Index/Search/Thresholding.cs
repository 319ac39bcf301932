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

    /// <summary>Whether any score of a tile, of all its queries, is at least <paramref name="floor"/>.</summary>
    public static bool AnyReaches(float* tile, float floor)
    {
        var limit = Vector512.Create(floor);
        var reached = Vector512<float>.Zero;
        for (var i = 0; i < KernelSet.TileQueries * KernelSet.TileRows; i += 16)
            reached |= Vector512.GreaterThanOrEqual(Vector512.Load(tile + i), limit);
        return reached.ExtractMostSignificantBits() != 0;
    }
}
