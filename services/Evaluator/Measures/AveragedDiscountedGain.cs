using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>nDCG averaged over relevant documents (nDCGRel), and over the ranks where the ideal gain changes (RnDCG).</summary>
internal static class AveragedDiscountedGain
{
    public static readonly MeasureFamily OverRelevant = new(
        "nDCGRel", "nDCG at the rank of each document with a gain, averaged; documents not found count with nDCG at the end.",
        "trec_eval ndcg_rel (experimental)", static (ranking, parameters) => OverRelevantOf(ranking, parameters))
    { TakesGains = true };

    public static readonly MeasureFamily OverLevels = new(
        "RnDCG", "nDCG at each rank where the ideal ranking goes to a lower gain, averaged; 0 where R is 0.",
        "trec_eval Rndcg (experimental)", static (ranking, parameters) => OverLevelsOf(ranking, parameters))
    { TakesGains = true };

    private static double OverRelevantOf(JudgedRanking ranking, MeasureParameters parameters)
    {
        var ideal = new IdealWalk(ranking.Judged, parameters);
        var gains = new RankedGains(ranking, parameters);
        var (sum, found, best, relevant, retrieved) = (0.0, 0.0, 0.0, 0, 0);
        for (var rank = 1; ; rank++)
        {
            var gain = gains.At(rank);
            var idealGain = ideal.Next();
            if (rank > ranking.Retrieved && idealGain == 0)
                break;
            if (gain != 0)
                found += gain / Discounts.At(rank);
            if (idealGain > 0)
            {
                relevant++;
                best += idealGain / Discounts.At(rank);
            }

            if (gain > 0)
            {
                sum += found / best;
                retrieved++;
            }
        }

        sum += (double)(relevant - retrieved) * found / best;
        return sum > 0 ? sum / relevant : 0;
    }

    private static double OverLevelsOf(JudgedRanking ranking, MeasureParameters parameters)
    {
        if (ranking.Relevant == 0)
            return 0;
        var ideal = new IdealWalk(ranking.Judged, parameters);
        var gains = new RankedGains(ranking, parameters);
        var (sum, found, best, levels, last) = (0.0, 0.0, 0.0, 0, double.NaN);
        var rank = 1;
        for (; ; rank++)
        {
            var gain = gains.At(rank);
            var idealGain = ideal.Next();
            if (rank > 1 && idealGain != last && best > 0)
            {
                sum += found / best;
                levels++;
            }

            if (gain != 0)
                found += gain / Discounts.At(rank);
            if (idealGain == 0)
                break;
            best += idealGain / Discounts.At(rank);
            last = idealGain;
        }

        // Results behind the ideal ranking are one more level, measured at the last of them.
        if (rank < ranking.Retrieved && best > 0)
        {
            while (++rank <= ranking.Retrieved)
            {
                var gain = gains.At(rank);
                if (gain != 0)
                    found += gain / Discounts.At(rank);
            }

            sum += found / best;
            levels++;
        }

        return levels == 0 ? 0 : sum / levels;
    }
}
