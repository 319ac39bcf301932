using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Thresholds;

/// <summary>Thresholds of a part of the topics.</summary>
internal sealed record ThresholdSliceFigures(string Attribute, string Value, IReadOnlyList<ThresholdTopic> Topics, ScaleFigures[] Scales);

/// <summary>Analyses thresholds in each slice by itself: its threshold is chosen on one half of it and checked on the other.</summary>
internal static class ThresholdSlices
{
    /// <summary>A slice of one topic cannot be halved.</summary>
    private const int FewestTopics = 2;

    /// <summary>The slices of a plan.</summary>
    /// <exception cref="Hosting.Errors.BenchException">There are more than one answer holds.</exception>
    public static IReadOnlyList<ThresholdSliceFigures> Of(IReadOnlyList<ThresholdTopic> topics, ThresholdPlan plan)
    {
        ThresholdTopic[] sorted = [.. topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        SliceRows[] slices = [.. Slicing.Cut(sorted, t => t.Attributes, plan.SliceBy).Where(s => s.Rows.Count >= FewestTopics)];
        AnswerSize.CheckSlices(slices.Length, plan.CurvePoints, AnswerSize.MostSlicePoints);
        return [.. slices.Select(slice =>
        {
            ThresholdTopic[] own = [.. slice.Rows.Select(row => sorted[row])];
            return new ThresholdSliceFigures(slice.Attribute, slice.Value, own, ThresholdAnalysis.Of(own, plan));
        })];
    }
}
