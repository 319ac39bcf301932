namespace ImageSearchBench.Orchestrator.Reports;

// What is behind the figures, as the page shows it. Public for the same reason as the rest of the model.

/// <summary>Analyses of one system; null where there is none, with the reason.</summary>
/// <param name="Failures">Its poor queries.</param>
/// <param name="Thresholds">From which score on results should be shown.</param>
/// <param name="Missing">Why an analysis is not there; empty otherwise.</param>
public sealed record ReportInsights(ReportFailures? Failures, ReportThresholds? Thresholds, string Missing)
{
    /// <summary>Nothing was analysed.</summary>
    public static readonly ReportInsights None = new(null, null, "");
}

/// <summary>Poor queries in numbers.</summary>
/// <param name="Measure">Measure that says how good a query is.</param>
/// <param name="PoorBelow">A query is poor where its value is below this.</param>
/// <param name="Queries">Queries.</param>
/// <param name="Poor">Poor ones.</param>
/// <param name="Causes">Poor queries by their strongest cause, most first.</param>
/// <param name="WorstParts">Parts of the queries, worst first.</param>
/// <param name="WorstLabels">Labels, worst first.</param>
/// <param name="Confusions">Concepts found in place of those asked for, most first.</param>
/// <param name="Hubs">Images that are wrong in many queries, most first.</param>
/// <param name="Satisfied">For queries with several labels: how many of them wrong results show.</param>
/// <param name="CausesOf">Causes of poor queries by query id, the strongest first.</param>
public sealed record ReportFailures(
    string Measure,
    double PoorBelow,
    long Queries,
    long Poor,
    IReadOnlyList<ReportCauseCount> Causes,
    IReadOnlyList<ReportPart> WorstParts,
    IReadOnlyList<ReportPart> WorstLabels,
    IReadOnlyList<ReportConfusion> Confusions,
    IReadOnlyList<ReportHub> Hubs,
    IReadOnlyList<ReportSatisfied> Satisfied,
    IReadOnlyDictionary<string, IReadOnlyList<ReportCause>> CausesOf);

/// <summary>Why queries fail.</summary>
public enum ReportCauseKind
{
    /// <summary>Nothing in the data explains it.</summary>
    Unknown,

    /// <summary>Wrong results are near-duplicates of relevant images.</summary>
    NearDuplicate,

    /// <summary>Wrong results are relevant by another judge.</summary>
    AnnotationHole,

    /// <summary>Wrong results show some of the query's concepts and not the others.</summary>
    PartialConcepts,

    /// <summary>Wrong results show another concept.</summary>
    ConfusedConcept,

    /// <summary>The caption fits other images too.</summary>
    VagueCaption,

    /// <summary>The caption does not describe its image.</summary>
    WrongCaption,
}

/// <summary>Poor queries with a cause.</summary>
public sealed record ReportCauseCount(ReportCauseKind Kind, long Queries);

/// <summary>A cause of one query with its evidence in words.</summary>
public sealed record ReportCause(ReportCauseKind Kind, string Evidence);

/// <summary>A part of the queries with its mean.</summary>
public sealed record ReportPart(string Attribute, string Value, long Queries, double Mean, long Poor);

/// <summary>A concept found in place of another.</summary>
public sealed record ReportConfusion(string Asked, string Found, long Results, long Queries);

/// <summary>An image that is wrong in many queries.</summary>
public sealed record ReportHub(string ImageId, long Queries, ReportThumbnail? Thumbnail)
{
    /// <summary>Its text where answers are texts; null elsewhere.</summary>
    public string? Text { get; init; }
}

/// <summary>Wrong results that show so many of the labels asked for.</summary>
public sealed record ReportSatisfied(int Asked, int Shown, long Results);

/// <summary>Thresholds of one system.</summary>
/// <param name="Wanted">Precision wanted.</param>
/// <param name="Queries">Queries.</param>
/// <param name="WithoutRelevant">Those for which an empty answer is right.</param>
/// <param name="Scales">Raw score, z-score and margin.</param>
/// <param name="Slices">The raw score's threshold in parts of the queries.</param>
public sealed record ReportThresholds(
    double Wanted, long Queries, long WithoutRelevant, IReadOnlyList<ReportScale> Scales, IReadOnlyList<ReportThresholdSlice> Slices);

/// <summary>What a threshold is compared with.</summary>
public enum ReportScaleKind
{
    /// <summary>The score as it is.</summary>
    Raw,

    /// <summary>The score among the query's own results, in standard deviations.</summary>
    ZScore,

    /// <summary>The distance to the query's top score.</summary>
    Margin,
}

/// <summary>One scale.</summary>
/// <param name="Kind">The scale.</param>
/// <param name="Curve">Thresholds ascending.</param>
/// <param name="Chosen">The lowest threshold with the wanted precision; null where none has it.</param>
/// <param name="Controlled">The lowest that risk control allows; null where none.</param>
public sealed record ReportScale(ReportScaleKind Kind, IReadOnlyList<ReportThresholdPoint> Curve, ReportChosen? Chosen, ReportChosen? Controlled);

/// <summary>What is shown at a threshold.</summary>
public sealed record ReportThresholdPoint(double Threshold, double Precision, double Recall);

/// <summary>A chosen threshold with what it gives on queries that it was not chosen on.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Precision">Precision, with its interval.</param>
/// <param name="Recall">Share of right images that is shown.</param>
/// <param name="Answered">Share of queries with right images that get an answer.</param>
/// <param name="RightlyEmpty">Share of queries without right images that get none.</param>
public sealed record ReportChosen(double Threshold, ReportFigure Precision, double Recall, double Answered, double RightlyEmpty);

/// <summary>The threshold in a part of the queries; null where none has the wanted precision.</summary>
public sealed record ReportThresholdSlice(string Attribute, string Value, long Queries, ReportChosen? Chosen);

/// <summary>How good the dataset is, by these systems.</summary>
/// <param name="Measure">Measure by which systems are told apart.</param>
/// <param name="All">All queries.</param>
/// <param name="Slices">Parts of them.</param>
/// <param name="Balance">How evenly queries spread over the values of attributes: attribute, evenness, values.</param>
/// <param name="Similar">Pairs of queries whose texts are nearly the same.</param>
/// <param name="SimilarCount">How many of those pairs there are.</param>
public sealed record ReportQuality(
    string Measure,
    ReportAssessment All,
    IReadOnlyList<(string Attribute, string Value, ReportAssessment Assessment)> Slices,
    IReadOnlyList<(string Attribute, double Evenness, int Values)> Balance,
    IReadOnlyList<(string First, string Second)> Similar,
    int SimilarCount);

/// <summary>An assessment; what needs two systems is null with one.</summary>
/// <param name="Queries">Queries.</param>
/// <param name="SystemPairs">Pairs of systems.</param>
/// <param name="ToldApart">Share of those pairs that are told apart.</param>
/// <param name="OrderStability">Kendall's tau between the order on resampled queries and on all.</param>
/// <param name="Detectable">The smallest difference that is found.</param>
/// <param name="Mean">Mean over queries and systems.</param>
/// <param name="TooEasy">Queries on which every system is at 0.9 or above.</param>
/// <param name="TooHard">Queries on which every system is at 0.1 or below.</param>
/// <param name="MedianRelevant">Right images of a query, the median.</param>
/// <param name="WithoutRelevant">Queries without any.</param>
public sealed record ReportAssessment(
    long Queries,
    long SystemPairs,
    double? ToldApart,
    ReportFigure? OrderStability,
    double? Detectable,
    double Mean,
    long TooEasy,
    long TooHard,
    double MedianRelevant,
    long WithoutRelevant);

/// <summary>Figures of a matching set.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Matching">Pairs that match.</param>
/// <param name="Figures">ROC AUC, average precision, best accuracy and best F1.</param>
/// <param name="AccuracyThreshold">Threshold of the best accuracy; null where no pair should be taken for a match.</param>
/// <param name="F1Threshold">Threshold of the best F1; likewise.</param>
public sealed record ReportMatching(long Pairs, long Matching, IReadOnlyList<ReportFigure> Figures, double? AccuracyThreshold, double? F1Threshold);

/// <summary>Precision with unjudged results as wrong and as right, and the judged share of the top.</summary>
public sealed record ReportBounds(int Cutoff, double Low, double High, double Judged);

/// <summary>A mean over the orders that equal scores allow.</summary>
public sealed record ReportTie(string Measure, double Worst, double Expected, double Best);
