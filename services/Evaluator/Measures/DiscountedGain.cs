using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>DCG, nDCG and their cutoffs: gains divided by log2(rank + 1), and by those of the ideal ranking.</summary>
internal static class DiscountedGain
{
    private const string Paper = "Järvelin and Kekäläinen 2002";

    public static readonly MeasureFamily Normalized = new(
        "nDCG", "Sum over results (of the top k) of gain / log2(rank + 1), divided by the same of the ideal ranking of all judged documents; "
        + "the gain is the grade. The relevance level plays no part.",
        "trec_eval ndcg, ndcg_cut; " + Paper, static (ranking, parameters) => NormalizedOf(ranking, parameters))
    {
        Cutoff = CutoffKind.Optional,
        TakesGains = true,
    };

    public static readonly MeasureFamily Family = new(
        "DCG", "Sum over results (of the top k) of gain / log2(rank + 1); the gain is the grade.", Paper,
        static (ranking, parameters) => Of(ranking, parameters))
    {
        Cutoff = CutoffKind.Optional,
        TakesGains = true,
    };

    public static double Of(JudgedRanking ranking, MeasureParameters parameters)
    {
        var sum = 0.0;
        foreach (var result in ranking.Pool)
        {
            if (result.Rank > parameters.Cutoff)
                break;
            var gain = GainLevels.Of(result.Grade, parameters);
            if (gain != 0)
                sum += gain / Discounts.At(result.Rank);
        }

        return sum;
    }

    public static double Ideal(JudgedRanking ranking, MeasureParameters parameters)
    {
        var (sum, rank) = (0.0, 1);
        foreach (var (gain, count) in GainLevels.Ideal(ranking.Judged, parameters))
        {
            for (var i = 0; i < count && rank <= parameters.Cutoff; i++, rank++)
                sum += gain / Discounts.At(rank);
        }

        return sum;
    }

    private static double NormalizedOf(JudgedRanking ranking, MeasureParameters parameters)
    {
        var ideal = Ideal(ranking, parameters);
        return ideal > 0 ? Of(ranking, parameters) / ideal : 0;
    }
}
