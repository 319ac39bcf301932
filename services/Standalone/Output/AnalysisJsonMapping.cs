using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Output;

/// <summary>Analyses as programs read them.</summary>
internal static class AnalysisJsonMapping
{
    public static FailuresJson ToJson(this FailureSummary summary, string run, IEnumerable<RunFailure> failures) => new(
        run,
        summary.Queries,
        summary.Poor,
        [.. summary.Causes.Select(c => new CauseCountJson(Word(c.Cause), c.Queries))],
        [.. summary.WorstSlices.Select(ToJson)],
        [.. summary.WorstLabels.Select(ToJson)],
        [.. summary.Confusions.Select(c => new ConfusionJson(c.Asked, c.Found, c.Results, c.Queries))],
        [.. summary.Hubs.Select(h => new HubJson(h.DocumentId, h.Queries))],
        [.. summary.Satisfied.Select(s => new SatisfiedJson(s.Asked, s.Satisfied, s.Results))],
        [.. failures.Select(f => ToJson(f.Failure, f.Text))]);

    public static ThresholdsJson ToJson(this AnalyzeThresholdsResponse thresholds, string run, double precision) => new(
        run,
        precision,
        thresholds.Queries,
        thresholds.QueriesWithoutRelevant,
        [.. thresholds.Scales.Select(ToJson)],
        [.. thresholds.Slices.Select(s => new ThresholdSliceJson(
            s.Attribute, s.Value, s.Thresholds.Queries, s.Thresholds.QueriesWithoutRelevant, [.. s.Thresholds.Scales.Select(ToJson)]))]);

    public static QualityJson ToJson(this AssessRunsResponse response) => new(
        response.Measure,
        [.. response.Systems],
        ToJson(response.Assessment),
        [.. response.Assessment.Slices.Select(s => new QualitySliceJson(s.Attribute, s.Value, ToJson(s.Assessment)))]);

    /// <summary>A cause as options and JSON write it.</summary>
    public static string Word(FailureCause cause) => cause switch
    {
        FailureCause.NearDuplicate => "near-duplicate",
        FailureCause.AnnotationHole => "annotation-hole",
        FailureCause.PartialConcepts => "partial-concepts",
        FailureCause.ConfusedConcept => "confused-concept",
        FailureCause.VagueCaption => "vague-caption",
        FailureCause.WrongCaption => "wrong-caption",
        _ => "unknown",
    };

    /// <summary>A scale as options and JSON write it.</summary>
    public static string Word(ScoreScale scale) => scale switch
    {
        ScoreScale.ZScore => "z-score",
        ScoreScale.Margin => "margin",
        _ => "raw",
    };

    private static WorstPartJson ToJson(WorstSlice part) => new(part.Attribute, part.Value, part.Queries, part.Mean, part.Poor);

    private static FailureJson ToJson(Failure failure, string text) => new(
        failure.QueryId,
        text,
        failure.Value,
        failure.Relevant,
        [.. failure.Causes.Select(c => new CauseJson(Word(c.Cause_), c.Strength, c.Evidence, [.. c.DocumentIds], [.. c.Labels]))],
        [.. failure.Found.Select(f => new FoundJson(f.DocumentId, f.Score, f.HasGrade ? f.Grade : null, [.. f.SatisfiedLabels]))],
        [.. failure.Missed.Select(m => new MissedJson(m.DocumentId, m.Grade, m.Rank > 0 ? m.Rank : null, m.Rank > 0 ? m.Score : null))]);

    private static ScaleJson ToJson(ScaleThresholds scale) =>
        new(Word(scale.Scale), ToJson(scale.Chosen), ToJson(scale.Controlled), [.. scale.Curve.Select(ToJson)]);

    private static ChosenThresholdJson? ToJson(ChosenThreshold? chosen) => chosen is null
        ? null
        : new ChosenThresholdJson(
            chosen.Threshold,
            ToJson(chosen.ChosenOn),
            ToJson(chosen.CheckedOn),
            new RangeJson(chosen.PrecisionLow, chosen.PrecisionHigh),
            new RangeJson(chosen.RiskLow, chosen.RiskHigh));

    private static ThresholdPointJson ToJson(ThresholdPoint point) =>
        new(point.Threshold, point.Precision, point.Recall, point.Risk, point.Answered, point.RightlyEmpty, point.Shown);

    private static AssessmentJson ToJson(AssessDatasetResponse assessment)
    {
        var compared = assessment.SystemPairs > 0;
        return new AssessmentJson(
            assessment.Queries,
            compared ? assessment.DiscriminativePower : null,
            assessment.SystemPairs,
            assessment.OrderStability is { } stability ? new IntervalJson(stability.Value, stability.Low, stability.High) : null,
            compared ? assessment.DetectableDifference : null,
            assessment.Difficulty is { } difficulty ? ToJson(difficulty) : null,
            assessment.TooEasy,
            assessment.TooHard,
            ToJson(assessment.Relevant),
            assessment.QueriesWithoutRelevant,
            [.. assessment.Balance.Select(b => new BalanceJson(b.Attribute, b.Evenness, b.Values.ToDictionary(v => v.Value, v => v.Queries, StringComparer.Ordinal)))],
            [.. assessment.SimilarQueries.Select(s => new SimilarJson(s.First, s.Second, s.Similarity))]);
    }

    private static SpreadJson ToJson(Spread spread) =>
        new(spread.Minimum, spread.LowerQuartile, spread.Median, spread.UpperQuartile, spread.Maximum, spread.Mean);
}
