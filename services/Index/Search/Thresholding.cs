using System.Numerics;
using System.Runtime.Intrinsics;

namespace ImageSearchBench.Index.Search;

/// <summary>Looks for the few scores of a tile that matter.</summary>
internal static unsafe class Thresholding
{
    /// <summary>The first place at or after <paramref name="start"/> whose score is at least <paramref name="floor"/>, or <paramref name="count"/>.</summary>
    /// <param name="scores">The scores; readable up to the next multiple of 16.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="count">How many scores there are.</param>
    /// <param name="floor">What they must reach.</param>
    public static int NextAtLeast(float* scores, int start, int count, float floor)
    {
        var limit = Vector512.Create(floor);
        for (var block = start & ~15; block < count; block += 16)
        {
            var bits = Vector512.GreaterThanOrEqual(Vector512.Load(scores + block), limit).ExtractMostSignificantBits();
            if (block < start)
                bits &= ulong.MaxValue << (start - block);
            if (bits != 0)
                return Math.Min(count, block + BitOperations.TrailingZeroCount(bits));
        }

        return count;
    }
}
