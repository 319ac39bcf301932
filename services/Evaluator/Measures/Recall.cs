using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>R@k: relevant results among the first k, divided by all relevant documents.</summary>
internal static class Recall
{
    public static readonly MeasureFamily Family = new(
        "R", "Relevant results in the top k, divided by R; 0 where R is 0.",
        "trec_eval recall", static (ranking, parameters) => At(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Required };

    public static double At(JudgedRanking ranking, int cutoff) =>
        ranking.Relevant == 0 ? 0 : (double)ranking.RelevantWithin(cutoff) / ranking.Relevant;
}
