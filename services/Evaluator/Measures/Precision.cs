using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>P@k: relevant results among the first k, divided by k, also where there are fewer results.</summary>
internal static class Precision
{
    public static readonly MeasureFamily Family = new(
        "P", "Relevant results in the top k, divided by k, also when there are fewer than k results.",
        "trec_eval P", static (ranking, parameters) => At(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Required };

    public static double At(JudgedRanking ranking, int cutoff) => (double)ranking.RelevantWithin(cutoff) / cutoff;
}
