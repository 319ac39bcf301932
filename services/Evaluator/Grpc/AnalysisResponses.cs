using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Failures;
using ImageSearchBench.Evaluator.Matching;
using ImageSearchBench.Evaluator.Quality;
using ImageSearchBench.Evaluator.Thresholds;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Results of analyses as the contract has them.</summary>
internal static class AnalysisResponses
{
    public static AnalyzeThresholdsResponse ToProto(
        IReadOnlyCollection<ThresholdTopic> topics, IEnumerable<ScaleFigures> scales, IEnumerable<ThresholdSliceFigures> slices) => new()
        {
            Slices =
        {
            slices.Select(s => new ThresholdSlice { Attribute = s.Attribute, Value = s.Value, Thresholds = ToProto(s.Topics, s.Scales, []) }),
        },
            Queries = topics.Count,
            QueriesWithoutRelevant = topics.Count(t => t.Relevant == 0),
            Scales =
        {
            scales.Select(s => new ScaleThresholds
            {
                Scale = s.Scale switch { Scale.ZScore => ScoreScale.ZScore, Scale.Margin => ScoreScale.Margin, _ => ScoreScale.Raw },
                Curve = { s.Curve.Select(ToProto) },
                Chosen = s.Chosen is null ? null : ToProto(s.Chosen),
                Controlled = s.Controlled is null ? null : ToProto(s.Controlled),
            }),
        },
        };

    public static MeasureAgreementResponse ToProto(AgreementFigures figures) => new()
    {
        Queries = figures.Queries,
        Pairs = figures.Pairs,
        Agreement = ToProto(figures.Agreement),
        Kappa = ToProto(figures.Kappa),
        WeightedKappa = ToProto(figures.WeightedKappa),
        BinaryKappa = ToProto(figures.BinaryKappa),
        KendallTau = figures.Tau is { } tau ? ToProto(tau) : null,
        Counts = { Counts(figures.Counts) },
    };

    public static EstimatePredictionPoweredResponse ToProto(PredictionPoweredMean mean) => new()
    {
        Labeled = mean.Labeled,
        Unlabeled = mean.Unlabeled,
        Estimate = ToProto(mean.Estimate),
        HumanOnly = ToProto(mean.HumanOnly),
        JudgeOnly = mean.JudgeOnly,
        JudgeBias = mean.JudgeBias,
        Weight = mean.Weight,
    };

    public static Failure ToProto(PoorQuery query) => new()
    {
        QueryId = query.QueryId,
        Value = query.Value,
        Relevant = query.Relevant,
        Found = { query.Found.Select(ToProto) },
        Missed = { query.Missed.Select(m => new MissedDocument { DocumentId = m.DocumentId, Grade = m.Grade, Rank = m.Rank, Score = m.Score }) },
        Causes =
        {
            query.Causes.Select(c => new Cause
            {
                Cause_ = ToProto(c.Kind),
                Strength = c.Strength,
                Evidence = c.Evidence,
                DocumentIds = { c.Documents },
                Labels = { c.Labels },
            }),
        },
    };

    public static FailureSummary ToProto(FailureCounts counts) => new()
    {
        Queries = counts.Queries,
        Poor = counts.Poor,
        Causes = { counts.Causes().Select(c => new CauseCount { Cause = ToProto(c.Kind), Queries = c.Queries }) },
        WorstSlices = { counts.WorstSlices().Select(ToProto) },
        WorstLabels = { counts.WorstLabels().Select(ToProto) },
        Confusions =
        {
            counts.Confusions().Select(c => new Confusion { Asked = c.Asked, Found = c.Found, Results = c.Results, Queries = c.Queries }),
        },
        Hubs = { counts.Hubs().Select(h => new Hub { DocumentId = h.DocumentId, Queries = h.Queries }) },
        Satisfied = { counts.Satisfied().Select(s => new SatisfiedCount { Asked = s.Asked, Satisfied = s.Satisfied, Results = s.Results }) },
    };

    public static AssessDatasetResponse ToProto(QualityFigures figures) => new()
    {
        Queries = figures.Queries,
        DiscriminativePower = figures.DiscriminativePower,
        SystemPairs = figures.SystemPairs,
        OrderStability = figures.OrderStability is { } stability ? ToProto(stability) : null,
        DetectableDifference = figures.DetectableDifference,
        Difficulty = figures.Difficulty is { } difficulty ? ToProto(difficulty) : null,
        TooEasy = figures.TooEasy,
        TooHard = figures.TooHard,
        Relevant = ToProto(figures.Relevant),
        QueriesWithoutRelevant = figures.WithoutRelevant,
        Balance =
        {
            figures.Balance.Select(b => new Balance
            {
                Attribute = b.Attribute,
                Evenness = b.Evenness,
                Values = { b.Values.Select(v => new ValueCount { Value = v.Value, Queries = v.Queries }) },
            }),
        },
        SimilarQueries =
        {
            figures.Similar.Select(p => new SimilarQueries { First = p.First, Second = p.Second, Similarity = p.Similarity }),
        },
        Slices = { figures.Slices.Select(s => new QualitySlice { Attribute = s.Attribute, Value = s.Value, Assessment = ToProto(s.Figures) }) },
    };

    public static EvaluateMatchingResponse ToProto(MatchingFigures figures) => new()
    {
        Pairs = figures.Pairs,
        Matching = figures.Matching,
        RocAuc = ToProto(figures.RocAuc),
        AveragePrecision = ToProto(figures.AveragePrecision),
        Accuracy = ToProto(figures.Accuracy),
        AccuracyThreshold = figures.AccuracyThreshold,
        F1 = ToProto(figures.F1),
        F1Threshold = figures.F1Threshold,
    };

    private static FoundDocument ToProto(LookedAt found)
    {
        var document = new FoundDocument { DocumentId = found.DocumentId, Score = found.Score, SatisfiedLabels = { found.Satisfied } };
        if (found.Grade is { } grade)
            document.Grade = grade;
        return document;
    }

    private static FailureCause ToProto(CauseKind kind) => kind switch
    {
        CauseKind.NearDuplicate => FailureCause.NearDuplicate,
        CauseKind.AnnotationHole => FailureCause.AnnotationHole,
        CauseKind.PartialConcepts => FailureCause.PartialConcepts,
        CauseKind.ConfusedConcept => FailureCause.ConfusedConcept,
        CauseKind.VagueCaption => FailureCause.VagueCaption,
        CauseKind.WrongCaption => FailureCause.WrongCaption,
        _ => FailureCause.Unknown,
    };

    private static WorstSlice ToProto(PartQuality part) =>
        new() { Attribute = part.Attribute, Value = part.Value, Queries = part.Queries, Mean = part.Mean, Poor = part.Poor };

    private static ChosenThreshold ToProto(CheckedThreshold threshold) => new()
    {
        Threshold = threshold.ChosenOn.Threshold,
        ChosenOn = ToProto(threshold.ChosenOn),
        CheckedOn = ToProto(threshold.CheckedOn),
        PrecisionLow = threshold.Precision.Low,
        PrecisionHigh = threshold.Precision.High,
        RiskLow = threshold.Risk.Low,
        RiskHigh = threshold.Risk.High,
    };

    private static ThresholdPoint ToProto(ThresholdFigures figures) => new()
    {
        Threshold = figures.Threshold,
        Precision = figures.Precision,
        Recall = figures.Recall,
        Risk = figures.Risk,
        Answered = figures.Answered,
        RightlyEmpty = figures.RightlyEmpty,
        Shown = figures.Shown,
    };

    private static IEnumerable<GradeCount> Counts(GradeTable counts)
    {
        for (var judge = 0; judge < counts.Grades.Count; judge++)
        {
            for (var human = 0; human < counts.Grades.Count; human++)
                yield return new GradeCount { Judge = counts.Grades[judge], Human = counts.Grades[human], Count = (long)counts[judge, human] };
        }
    }

    private static Spread ToProto(SpreadFigures spread) => new()
    {
        Minimum = spread.Minimum,
        LowerQuartile = spread.LowerQuartile,
        Median = spread.Median,
        UpperQuartile = spread.UpperQuartile,
        Maximum = spread.Maximum,
        Mean = spread.Mean,
    };

    private static Estimate ToProto(Estimated estimated) =>
        new() { Value = estimated.Value, Low = estimated.Interval.Low, High = estimated.Interval.High };
}
