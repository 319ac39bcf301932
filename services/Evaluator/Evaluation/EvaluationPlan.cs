using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>How to evaluate.</summary>
/// <param name="Measures">The measures.</param>
/// <param name="Level">A judgement counts as relevant from this grade on; at least 1.</param>
/// <param name="Bootstrap">How intervals are made.</param>
/// <param name="SliceBy">Attributes to slice by.</param>
/// <param name="CurveDepth">Points of the cutoff curve.</param>
internal sealed record EvaluationPlan(
    IReadOnlyList<Measure> Measures, int Level, BootstrapPlan Bootstrap, IReadOnlyList<string> SliceBy, int CurveDepth);
