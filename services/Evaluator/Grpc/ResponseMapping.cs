using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using Measure = ImageSearchBench.Contracts.Evaluator.V1.Measure;
using MeasureFamily = ImageSearchBench.Evaluator.Measures.MeasureFamily;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Results as the contract has them.</summary>
internal static class ResponseMapping
{
    public static Measure ToProto(MeasureFamily family) =>
        new() { Name = NameOf(family), Definition = family.Definition, Source = family.Source };

    public static TopicValues ToProto(TopicScore topic) => new()
    {
        QueryId = topic.QueryId,
        Values = { topic.Values },
        RelevantRanks = { topic.RelevantRanks },
        Relevant = topic.Relevant,
        DuplicateAwareValues = { topic.DuplicateAware ?? [] },
    };

    private static Contracts.Evaluator.V1.PrecisionBounds ToProto(Evaluation.PrecisionBounds bounds) =>
        new() { Cutoff = bounds.Cutoff, Low = bounds.Low, High = bounds.High, Judged = bounds.Judged };

    private static TieReport ToProto(TieFigures ties) => new()
    {
        QueriesWithTies = ties.QueriesWithTies,
        Measures =
        {
            ties.Measures.Select(m => new TieRange { Measure = m.Measure, Worst = m.Worst, Expected = m.Expected, Best = m.Best }),
        },
    };

    public static EvaluationSummary ToProto(EvaluationFigures figures) => new()
    {
        Queries = figures.All.Queries,
        QueriesWithoutRelevant = figures.QueriesWithoutRelevant,
        QueriesWithoutHits = figures.QueriesWithoutHits,
        Measures = { figures.All.Measures.Select(ToProto) },
        DuplicateAware = { figures.All.DuplicateAware.Select(ToProto) },
        PrecisionBounds = { figures.All.Bounds.Select(ToProto) },
        Ties = figures.Ties is null ? null : ToProto(figures.Ties),
        Slices =
        {
            figures.Slices.Select(slice => new Slice
            {
                Attribute = slice.Attribute,
                Value = slice.Value,
                Queries = slice.Part.Queries,
                Measures = { slice.Part.Measures.Select(ToProto) },
                DuplicateAware = { slice.Part.DuplicateAware.Select(ToProto) },
                PrecisionBounds = { slice.Part.Bounds.Select(ToProto) },
            }),
        },
        CutoffCurve =
        {
            figures.Curve.Select(point => new CutoffPoint { Cutoff = point.Cutoff, Precision = point.Precision, Recall = point.Recall }),
        },
    };

    public static CompareResponse ToProto(ComparisonFigures figures) => new()
    {
        Queries = figures.Queries,
        Differences = { figures.Differences.Select(ToProto) },
        Slices =
        {
            figures.Slices.Select(slice => new DifferenceSlice
            {
                Attribute = slice.Attribute,
                Value = slice.Value,
                Queries = slice.Queries,
                Differences = { slice.Differences.Select(ToProto) },
            }),
        },
    };

    private static string NameOf(MeasureFamily family) => family.Cutoff switch
    {
        Measures.CutoffKind.Required => family.Name + "@k",
        Measures.CutoffKind.Optional => family.Name + "[@k]",
        Measures.CutoffKind.Number => family.Name + "@x",
        _ => family.Name,
    };

    public static MeasureValue ToProto(MeasureFigure figure) => new()
    {
        Measure = figure.Measure,
        Mean = figure.Value,
        Low = figure.Percentile.Low,
        High = figure.Percentile.High,
        BcaLow = figure.BiasCorrected.Low,
        BcaHigh = figure.BiasCorrected.High,
    };

    private static PairedDifference ToProto(Difference difference) => new()
    {
        Measure = difference.Measure,
        First = difference.First,
        Second = difference.Second,
        FirstMean = difference.FirstMean,
        SecondMean = difference.SecondMean,
        Difference = difference.Mean,
        Low = difference.Percentile.Low,
        High = difference.Percentile.High,
        PRandomization = difference.Randomization,
        PT = difference.T,
        PHolm = difference.Holm,
        Wins = difference.Wins,
        Ties = difference.Ties,
        Losses = difference.Losses,
        BcaLow = difference.BiasCorrected.Low,
        BcaHigh = difference.BiasCorrected.High,
        DetectableDifference = difference.Detectable,
    };
}
