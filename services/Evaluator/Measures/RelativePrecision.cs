using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>RelativeP@k: relevant results among the first k, divided by what the best ranking could have there.</summary>
internal static class RelativePrecision
{
    public static readonly MeasureFamily Family = new(
        "RelativeP", "Relevant results in the top k, divided by min(k, R); 0 where R is 0. BEIR calls it capped recall.",
        "trec_eval relative_P", static (ranking, parameters) => At(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Required };

    public static double At(JudgedRanking ranking, int cutoff) =>
        ranking.Relevant == 0 ? 0 : (double)ranking.RelevantWithin(cutoff) / Math.Min(cutoff, ranking.Relevant);
}
