using ImageSearchBench.Orchestrator.Runs;
using Proto = ImageSearchBench.Contracts.Evaluator.V1;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>The Evaluator's figures as messages and in the domain.</summary>
internal static class FigureMapping
{
    public static RunSummary ToDomain(this Proto.EvaluationSummary summary) => new(
        summary.Queries,
        summary.QueriesWithoutRelevant,
        summary.QueriesWithoutHits,
        summary.Measures.Select(ToDomain).ToArray(),
        summary.Slices.Select(s => new RunSlice(s.Attribute, s.Value, s.Queries, s.Measures.Select(ToDomain).ToArray())
        {
            DuplicateAware = s.DuplicateAware.Select(ToDomain).ToArray(),
            PrecisionBounds = s.PrecisionBounds.Select(ToDomain).ToArray(),
        }).ToArray(),
        summary.CutoffCurve.Select(p => new CutoffPoint(p.Cutoff, p.Precision, p.Recall)).ToArray())
    {
        DuplicateAware = summary.DuplicateAware.Select(ToDomain).ToArray(),
        PrecisionBounds = summary.PrecisionBounds.Select(ToDomain).ToArray(),
        Ties = summary.Ties is { } ties
            ? new TieReport(ties.QueriesWithTies, ties.Measures.Select(m => new TieRange(m.Measure, m.Worst, m.Expected, m.Best)).ToArray())
            : null,
    };

    public static Proto.EvaluationSummary ToProto(this RunSummary summary) => new()
    {
        Queries = summary.Queries,
        QueriesWithoutRelevant = summary.QueriesWithoutRelevant,
        QueriesWithoutHits = summary.QueriesWithoutHits,
        Measures = { summary.Measures.Select(ToProto) },
        Slices =
        {
            summary.Slices.Select(s => new Proto.Slice
            {
                Attribute = s.Attribute,
                Value = s.Value,
                Queries = s.Queries,
                Measures = { s.Measures.Select(ToProto) },
                DuplicateAware = { s.DuplicateAware.Select(ToProto) },
                PrecisionBounds = { s.PrecisionBounds.Select(ToProto) },
            }),
        },
        DuplicateAware = { summary.DuplicateAware.Select(ToProto) },
        PrecisionBounds = { summary.PrecisionBounds.Select(ToProto) },
        Ties = summary.Ties is { } ties ? ToProto(ties) : null,
        CutoffCurve = { summary.Curve.Select(p => new Proto.CutoffPoint { Cutoff = p.Cutoff, Precision = p.Precision, Recall = p.Recall }) },
    };

    public static Comparison ToDomain(this Proto.CompareResponse response, string id, IReadOnlyList<Run> runs) =>
        new(id, runs, response.Queries, response.Differences.Select(ToDomain).ToArray())
        {
            Slices = response.Slices
                .Select(s => new DifferenceSlice(s.Attribute, s.Value, s.Queries, s.Differences.Select(ToDomain).ToArray()))
                .ToArray(),
        };

    public static Proto.CompareResponse ToProto(this Comparison comparison) => new()
    {
        Queries = comparison.Queries,
        Differences = { comparison.Differences.Select(ToProto) },
        Slices =
        {
            comparison.Slices.Select(s => new Proto.DifferenceSlice
            {
                Attribute = s.Attribute,
                Value = s.Value,
                Queries = s.Queries,
                Differences = { s.Differences.Select(ToProto) },
            }),
        },
    };

    public static MatchingFigures ToDomain(this Proto.EvaluateMatchingResponse figures) => new(
        figures.Pairs,
        figures.Matching,
        ToDomain(figures.RocAuc),
        ToDomain(figures.AveragePrecision),
        ToDomain(figures.Accuracy),
        double.IsFinite(figures.AccuracyThreshold) ? figures.AccuracyThreshold : null,
        ToDomain(figures.F1),
        double.IsFinite(figures.F1Threshold) ? figures.F1Threshold : null);

    public static Proto.EvaluateMatchingResponse ToProto(this MatchingFigures figures) => new()
    {
        Pairs = figures.Pairs,
        Matching = figures.Matching,
        RocAuc = ToProto(figures.RocAuc),
        AveragePrecision = ToProto(figures.AveragePrecision),
        Accuracy = ToProto(figures.Accuracy),
        AccuracyThreshold = figures.AccuracyThreshold ?? double.PositiveInfinity,
        F1 = ToProto(figures.F1),
        F1Threshold = figures.F1Threshold ?? double.PositiveInfinity,
    };

    private static Estimate ToDomain(Proto.Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);

    private static Proto.Estimate ToProto(Estimate estimate) => new() { Value = estimate.Value, Low = estimate.Low, High = estimate.High };

    private static PrecisionBounds ToDomain(Proto.PrecisionBounds bounds) => new(bounds.Cutoff, bounds.Low, bounds.High, bounds.Judged);

    private static Proto.PrecisionBounds ToProto(PrecisionBounds bounds) =>
        new() { Cutoff = bounds.Cutoff, Low = bounds.Low, High = bounds.High, Judged = bounds.Judged };

    private static Proto.TieReport ToProto(TieReport ties) => new()
    {
        QueriesWithTies = ties.QueriesWithTies,
        Measures = { ties.Measures.Select(m => new Proto.TieRange { Measure = m.Measure, Worst = m.Worst, Expected = m.Expected, Best = m.Best }) },
    };

    private static MeasureValue ToDomain(Proto.MeasureValue value) =>
        new(value.Measure, value.Mean, value.Low, value.High) { BcaLow = value.BcaLow, BcaHigh = value.BcaHigh };

    private static Proto.MeasureValue ToProto(MeasureValue value) => new()
    {
        Measure = value.Measure,
        Mean = value.Mean,
        Low = value.Low,
        High = value.High,
        BcaLow = value.BcaLow,
        BcaHigh = value.BcaHigh,
    };

    private static PairedDifference ToDomain(Proto.PairedDifference d) => new(
        d.Measure, d.First, d.Second, d.FirstMean, d.SecondMean, d.Difference, d.Low, d.High, d.PRandomization, d.PT, d.PHolm, d.Wins, d.Ties, d.Losses)
    {
        BcaLow = d.BcaLow,
        BcaHigh = d.BcaHigh,
        DetectableDifference = d.DetectableDifference,
    };

    private static Proto.PairedDifference ToProto(PairedDifference d) => new()
    {
        Measure = d.Measure,
        First = d.First,
        Second = d.Second,
        FirstMean = d.FirstMean,
        SecondMean = d.SecondMean,
        Difference = d.Difference,
        Low = d.Low,
        High = d.High,
        PRandomization = d.PRandomization,
        PT = d.PT,
        PHolm = d.PHolm,
        Wins = d.Wins,
        Ties = d.Ties,
        Losses = d.Losses,
        BcaLow = d.BcaLow,
        BcaHigh = d.BcaHigh,
        DetectableDifference = d.DetectableDifference,
    };
}
