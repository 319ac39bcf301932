using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>IPrec@r: the best precision at recall r or beyond; and its mean over recall points.</summary>
internal static class InterpolatedPrecision
{
    /// <summary>The recall points of the standard curve.</summary>
    public static readonly double[] Points = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

    public static readonly MeasureFamily Family = new(
        "IPrec", "The highest precision at or after the rank where round(r * R) relevant documents are found; 0 where they never are.",
        "trec_eval 10 iprec_at_recall", static (ranking, parameters) => At(ranking, parameters.Number))
    { Cutoff = CutoffKind.Number };

    public static readonly MeasureFamily Average = new(
        "IPrecAvg", "Mean of IPrec over recall points, 0, 0.1, ... 1 where none are given.", "trec_eval 11pt_avg",
        static (ranking, parameters) => Mean(ranking, parameters.Numbers ?? Points));

    private static double At(JudgedRanking ranking, double recall)
    {
        // trec_eval 9 cut (long)(r * R + 0.9), version 10 rounds; 10 is followed.
        var wanted = (int)Math.Round(recall * ranking.Relevant, MidpointRounding.AwayFromZero);
        var ranks = ranking.RelevantRanks;
        var best = 0.0;
        for (var i = ranks.Length; i >= Math.Max(wanted, 1); i--)
            best = Math.Max(best, (double)i / ranks[i - 1]);
        return best;
    }

    private static double Mean(JudgedRanking ranking, IReadOnlyList<double> points)
    {
        var sum = 0.0;
        for (var i = points.Count - 1; i >= 0; i--)
            sum += At(ranking, points[i]);
        return sum / points.Count;
    }
}
