using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>The Evaluator's analyses as the page shows them.</summary>
internal static class InsightMapping
{
    // Rows of a list on the page.
    private const int MostRows = 8;

    public static ReportThresholds ToReport(this AnalyzeThresholdsResponse thresholds, double wanted) => new(
        wanted,
        thresholds.Queries,
        thresholds.QueriesWithoutRelevant,
        [.. thresholds.Scales.Select(ToReport)],
        [.. thresholds.Slices.Select(s => new ReportThresholdSlice(s.Attribute, s.Value, s.Thresholds.Queries, ToReport(s.Thresholds.Scales[0].Chosen)))]);

    public static ReportFailures ToReport(this FailureSummary summary, FailureSettings settings, IReadOnlyDictionary<string, IReadOnlyList<ReportCause>> causes) => new(
        settings.Measure,
        settings.PoorBelow,
        summary.Queries,
        summary.Poor,
        [.. summary.Causes.Select(c => new ReportCauseCount(ToReport(c.Cause), c.Queries))],
        // A part that is the whole says nothing new.
        [.. summary.WorstSlices.Where(s => s.Poor > 0 && s.Queries < summary.Queries).Take(MostRows).Select(ToReport)],
        [.. summary.WorstLabels.Where(s => s.Poor > 0).Take(MostRows).Select(ToReport)],
        [.. summary.Confusions.Take(MostRows).Select(c => new ReportConfusion(c.Asked, c.Found, c.Results, c.Queries))],
        [.. summary.Hubs.Take(MostRows).Select(h => new ReportHub(h.DocumentId, h.Queries, Thumbnail: null))],
        [.. summary.Satisfied.Select(s => new ReportSatisfied(s.Asked, s.Satisfied, s.Results))],
        causes);

    /// <summary>The causes of a query that has one; none where nothing in the data explains it.</summary>
    public static IReadOnlyList<ReportCause> CausesOf(Failure failure) =>
        [.. failure.Causes.Select(c => new ReportCause(ToReport(c.Cause_), c.Evidence))];

    public static ReportQuality ToReport(this AssessDatasetResponse assessment, string measure, Func<string, string> textOf) => new(
        measure,
        ToReport(assessment),
        [.. assessment.Slices.Select(s => (s.Attribute, s.Value, ToReport(s.Assessment)))],
        [.. assessment.Balance.Where(b => b.Values.Count > 1).Select(b => (b.Attribute, b.Evenness, b.Values.Count))],
        [.. assessment.SimilarQueries.Take(MostRows).Select(s => (textOf(s.First), textOf(s.Second)))],
        assessment.SimilarQueries.Count);

    public static ReportMatching ToReport(this MatchingFigures figures) => new(
        figures.Pairs,
        figures.Matching,
        [
            Named("ROC AUC", figures.RocAuc), Named("average precision", figures.AveragePrecision), Named("best accuracy", figures.Accuracy),
            Named("best F1", figures.F1),
        ],
        figures.AccuracyThreshold,
        figures.F1Threshold);

    private static ReportFigure Named(string name, Runs.Estimate estimate) => new(name, estimate.Value, estimate.Low, estimate.High);

    private static ReportScale ToReport(ScaleThresholds scale) => new(
        scale.Scale switch
        {
            ScoreScale.ZScore => ReportScaleKind.ZScore,
            ScoreScale.Margin => ReportScaleKind.Margin,
            _ => ReportScaleKind.Raw,
        },
        [.. scale.Curve.Select(p => new ReportThresholdPoint(p.Threshold, p.Precision, p.Recall))],
        ToReport(scale.Chosen),
        ToReport(scale.Controlled));

    private static ReportChosen? ToReport(ChosenThreshold? chosen) => chosen is null
        ? null
        : new ReportChosen(
            chosen.Threshold,
            new ReportFigure("precision", chosen.CheckedOn.Precision, chosen.PrecisionLow, chosen.PrecisionHigh),
            chosen.CheckedOn.Recall,
            chosen.CheckedOn.Answered,
            chosen.CheckedOn.RightlyEmpty);

    private static ReportPart ToReport(WorstSlice part) => new(part.Attribute, part.Value, part.Queries, part.Mean, part.Poor);

    private static ReportAssessment ToReport(AssessDatasetResponse assessment)
    {
        var compared = assessment.SystemPairs > 0;
        return new ReportAssessment(
            assessment.Queries,
            assessment.SystemPairs,
            compared ? assessment.DiscriminativePower : null,
            assessment.OrderStability is { } tau ? new ReportFigure("order", tau.Value, tau.Low, tau.High) : null,
            compared ? assessment.DetectableDifference : null,
            assessment.Difficulty?.Mean ?? 0,
            assessment.TooEasy,
            assessment.TooHard,
            assessment.Relevant.Median,
            assessment.QueriesWithoutRelevant);
    }

    private static ReportCauseKind ToReport(FailureCause cause) => cause switch
    {
        FailureCause.NearDuplicate => ReportCauseKind.NearDuplicate,
        FailureCause.AnnotationHole => ReportCauseKind.AnnotationHole,
        FailureCause.PartialConcepts => ReportCauseKind.PartialConcepts,
        FailureCause.ConfusedConcept => ReportCauseKind.ConfusedConcept,
        FailureCause.VagueCaption => ReportCauseKind.VagueCaption,
        FailureCause.WrongCaption => ReportCauseKind.WrongCaption,
        _ => ReportCauseKind.Unknown,
    };
}
