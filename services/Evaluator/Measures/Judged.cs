using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Judged@k and Unjudged@k: how much of the top is known.</summary>
internal static class Judged
{
    public static readonly MeasureFamily Family = new(
        "Judged", "Judged results in the top k, divided by k; without k, or with fewer results, divided by the results there.",
        "ir_measures Judged", static (ranking, parameters) => Share(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Optional };

    public static readonly MeasureFamily Unjudged = new(
        "Unjudged", "Unjudged results in the top k, divided by k; places beyond the last result are none.", "trec_eval 10 unj",
        static (ranking, parameters) => UnjudgedShare(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Required };

    private static double Share(JudgedRanking ranking, int cutoff)
    {
        var results = Math.Min(cutoff, ranking.Retrieved);
        return results == 0 ? 0 : (double)ranking.JudgedWithin(cutoff) / results;
    }

    private static double UnjudgedShare(JudgedRanking ranking, int cutoff) =>
        (double)(Math.Min(cutoff, ranking.Retrieved) - ranking.JudgedWithin(cutoff)) / cutoff;
}
