using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>G and BinG: gains discounted by how much better the results above could have been.</summary>
internal static class NormalizedGain
{
    public static readonly MeasureFamily Family = new(
        "G", "Sum over results of gain / log2(2 + ideal gain so far - gain so far), at least 1 of ideal gain a rank, divided by the ideal gain.",
        "trec_eval G (experimental)", static (ranking, parameters) => Of(ranking, parameters))
    { TakesGains = true };

    public static readonly MeasureFamily Binary = new(
        "BinG", "1/R times the sum over relevant results of 1 / log2(2 + results above that are not relevant).",
        "trec_eval binG (experimental)", static (ranking, _) => BinaryOf(ranking));

    private static double Of(JudgedRanking ranking, MeasureParameters parameters)
    {
        var ideal = new IdealWalk(ranking.Judged, parameters);
        var gains = new RankedGains(ranking, parameters);
        var (sum, found, best, cost) = (0.0, 0.0, 0.0, 0.0);
        for (var rank = 1; rank <= ranking.Retrieved; rank++)
        {
            var gain = gains.At(rank);
            var idealGain = ideal.Next();
            found += gain;
            best += idealGain;
            cost += Math.Max(idealGain, 1);
            if (gain != 0)
                sum += gain / Math.Log2(2 + cost - found);
        }

        while (ideal.Next() is > 0 and var missed)
            best += missed;
        return best > 0 ? sum / best : 0;
    }

    private static double BinaryOf(JudgedRanking ranking)
    {
        var sum = 0.0;
        var ranks = ranking.RelevantRanks;
        for (var i = 0; i < ranks.Length; i++)
            sum += 1 / Math.Log2(1 + ranks[i] - i);
        return ranks.Length == 0 ? 0 : sum / ranking.Relevant;
    }
}
