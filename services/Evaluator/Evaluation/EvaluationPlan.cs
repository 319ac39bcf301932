using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>How to evaluate.</summary>
/// <param name="Measures">The measures.</param>
/// <param name="Level">A judgement counts as relevant from this grade on; at least 1.</param>
/// <param name="Bootstrap">How intervals are made.</param>
/// <param name="SliceBy">Attributes to slice by.</param>
/// <param name="CurveDepth">Points of the cutoff curve.</param>
/// <param name="JudgedOnly">Whether unjudged results are dropped first.</param>
/// <param name="MaxHits">Only so many results of a topic count.</param>
/// <param name="TieOrders">Random orders of equal scores; 0 gives no tie report.</param>
internal sealed record EvaluationPlan(
    IReadOnlyList<Measure> Measures, int Level, BootstrapPlan Bootstrap, IReadOnlyList<string> SliceBy, int CurveDepth, bool JudgedOnly,
    int MaxHits, int TieOrders)
{
    /// <summary>The cutoffs of the precisions asked for, ascending.</summary>
    public int[] PrecisionCutoffs { get; } =
        [.. Measures.Where(m => m.Family == Precision.Family).Select(m => m.Parameters.Cutoff).Distinct().Order()];
}
