namespace ImageSearchBench.Evaluator.Agreement;

/// <summary>Kendall's tau-b (1945): how far two orders agree, ties allowed.</summary>
internal static class KendallTau
{
    /// <summary>From -1 (reversed) to 1 (the same); 0 where either ranks all alike.</summary>
    public static double Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (score, untiedFirst, untiedSecond) = (0L, 0L, 0L);
        for (var i = 0; i < first.Length; i++)
        {
            for (var j = i + 1; j < first.Length; j++)
            {
                var (a, b) = (first[i].CompareTo(first[j]), second[i].CompareTo(second[j]));
                score += Math.Sign(a) * Math.Sign(b);
                untiedFirst += a != 0 ? 1 : 0;
                untiedSecond += b != 0 ? 1 : 0;
            }
        }

        return untiedFirst == 0 || untiedSecond == 0 ? 0 : score / Math.Sqrt((double)untiedFirst * untiedSecond);
    }
}
