using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>
/// The order of results, in this one place: score descending, equal scores by document id in descending UTF-8 byte order. It is
/// trec_eval's order, which takes no notice of the rank that a run file states.
/// </summary>
internal static class RankingOrder
{
    /// <summary>Fills <paramref name="order"/> with the positions of the results, best first.</summary>
    /// <param name="scores">One score per position; no NaN. Left in an undefined order.</param>
    /// <param name="order">As long as <paramref name="scores"/>.</param>
    /// <param name="ids">The ids at the positions.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort<TIds>(Span<double> scores, Span<int> order, TIds ids)
        where TIds : IDocumentIds
    {
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        if (!IsDescending(scores))
        {
            // Negated, because spans sort ascending; negation is exact.
            for (var i = 0; i < scores.Length; i++)
                scores[i] = -scores[i];
            scores.Sort(order);
        }

        var start = 0;
        for (var end = 1; end <= scores.Length; end++)
        {
            if (end < scores.Length && scores[end] == scores[start])
                continue;
            if (end - start > 1)
                order[start..end].Sort((first, second) => ids.Compare(second, first));
            start = end;
        }
    }

    // Most runs come in order: one look saves the sort.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsDescending(ReadOnlySpan<double> scores)
    {
        for (var i = 1; i < scores.Length; i++)
        {
            if (!(scores[i - 1] >= scores[i]))
                return false;
        }

        return true;
    }
}
