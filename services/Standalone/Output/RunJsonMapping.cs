using Google.Protobuf.Collections;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Output;

/// <summary>Runs and comparisons as programs read them.</summary>
internal static class RunJsonMapping
{
    private static readonly int[] ChineseClipCutoffs = [1, 5, 10];

    public static EvaluationJson ToEvaluationJson(this Run run) => new(
        run.DatasetHash,
        run.SystemName,
        run.Summary.Queries,
        Figures(run.Summary.Measures),
        [.. run.Summary.Slices.Select(ToJson)],
        run.Id)
    {
        Direction = Direction(run),
        DuplicateAware = FiguresOrNull(run.Summary.DuplicateAware),
        PrecisionBounds = BoundsOrNull(run.Summary.PrecisionBounds),
        Ties = run.Summary.Ties is { } ties
            ? new TiesJson(ties.QueriesWithTies, ties.Measures.ToDictionary(m => m.Measure, m => new TieRangeJson(m.Worst, m.Expected, m.Best), StringComparer.Ordinal))
            : null,
        ChineseClip = ChineseClip(run),
        Matching = run.Matching is { } matching ? ToJson(matching) : null,
    };

    /// <summary>The values of queries under the names of the run's measures.</summary>
    public static QueryValuesJson ToJson(this RunTopic topic, Run run)
    {
        var measures = run.Summary.Measures.Select(m => m.Measure).ToArray();
        return new QueryValuesJson(
            topic.QueryId, topic.Relevant, [.. topic.RelevantRanks], topic.Attributes, Named(topic.Values), Named(topic.DuplicateAwareValues));

        IReadOnlyDictionary<string, double> Named(IEnumerable<double> values) =>
            values.Zip(measures).ToDictionary(v => v.Second, v => v.First, StringComparer.Ordinal);
    }

    public static ComparisonJson ToJson(this Comparison comparison, bool duplicateAware = false) => new(
        comparison.Runs[0].DatasetHash,
        [.. comparison.Runs.Select(r => r.Id)],
        [.. comparison.Runs.Select(r => r.SystemName)],
        comparison.Result.Queries,
        [.. comparison.Result.Differences.Select(ToJson)])
    {
        DuplicateAware = duplicateAware,
        Slices = [.. comparison.Result.Slices.Select(s => new DifferenceSliceJson(s.Attribute, s.Value, s.Queries, [.. s.Differences.Select(ToJson)]))],
    };

    /// <summary>Means by the names of their measures. Insertion order is kept on writing: they come in the order they were asked for.</summary>
    public static IReadOnlyDictionary<string, FigureJson> Figures(IEnumerable<MeasureValue> values) =>
        values.ToDictionary(v => v.Measure, v => new FigureJson(v.Mean, v.Low, v.High), StringComparer.Ordinal);

    /// <summary>Recall as Chinese-CLIP's scripts count it: hit rates at 1, 5 and 10 in per cent, and their mean; null without them.</summary>
    public static ChineseClipJson? ChineseClip(Run run)
    {
        var rates = ChineseClipCutoffs.Select(k => run.Summary.Measures.FirstOrDefault(m => m.Measure == $"Success@{k}")?.Mean * 100).OfType<double>().ToArray();
        return rates is [var r1, var r5, var r10] ? new ChineseClipJson(r1, r5, r10, rates.Average()) : null;
    }

    /// <summary>What was searched with what, as options say it.</summary>
    public static string Direction(Run run) =>
        run.Direction is Contracts.Orchestrator.V1.Direction.ImageToText ? "image-to-text" : "text-to-image";

    private static SliceJson ToJson(Slice slice) => new(slice.Attribute, slice.Value, slice.Queries, Figures(slice.Measures))
    {
        DuplicateAware = FiguresOrNull(slice.DuplicateAware),
        PrecisionBounds = BoundsOrNull(slice.PrecisionBounds),
    };

    private static DifferenceJson ToJson(PairedDifference d) => new(
        d.Measure, d.First, d.Second, d.FirstMean, d.SecondMean, d.Difference, d.Low, d.High, d.PRandomization, d.PT, d.PHolm, d.Wins, d.Ties, d.Losses);

    private static MatchingJson ToJson(EvaluateMatchingResponse matching) => new(
        matching.Pairs,
        matching.Matching,
        ToJson(matching.RocAuc),
        ToJson(matching.AveragePrecision),
        ToJson(matching.Accuracy),
        Threshold(matching.AccuracyThreshold),
        ToJson(matching.F1),
        Threshold(matching.F1Threshold));

    private static IntervalJson ToJson(Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);

    private static double? Threshold(double value) => double.IsFinite(value) ? value : null;

    private static IReadOnlyDictionary<string, FigureJson>? FiguresOrNull(RepeatedField<MeasureValue> values) => values.Count > 0 ? Figures(values) : null;

    private static Dictionary<string, BoundsJson>? BoundsOrNull(RepeatedField<PrecisionBounds> bounds) =>
        bounds.Count > 0
            ? bounds.ToDictionary(b => $"P@{b.Cutoff}", b => new BoundsJson(b.Low, b.High, b.Judged), StringComparer.Ordinal)
            : null;
}
