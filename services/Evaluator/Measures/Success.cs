using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Success@k: whether any of the first k results is relevant; the "R@K" of the CLIP literature.</summary>
internal static class Success
{
    public static readonly MeasureFamily Family = new(
        "Success", "1 if any of the top k is relevant, else 0; the hit rate, which the CLIP literature calls R@K.",
        "trec_eval success; Radford et al. 2021", static (ranking, parameters) => At(ranking, parameters.Cutoff))
    { Cutoff = CutoffKind.Required };

    public static double At(JudgedRanking ranking, int cutoff) => ranking.RelevantWithin(cutoff) > 0 ? 1 : 0;
}
