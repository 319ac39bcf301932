using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageSearchBench.Standalone.Output;

/// <summary>What <c>isb failures --json</c> writes.</summary>
internal sealed record FailuresJson(
    string Run,
    long Queries,
    long Poor,
    IReadOnlyList<CauseCountJson> Causes,
    IReadOnlyList<WorstPartJson> WorstSlices,
    IReadOnlyList<WorstPartJson> WorstLabels,
    IReadOnlyList<ConfusionJson> Confusions,
    IReadOnlyList<HubJson> Hubs,
    IReadOnlyList<SatisfiedJson> Satisfied,
    IReadOnlyList<FailureJson> Failures);

internal sealed record CauseCountJson(string Cause, long Queries);

/// <summary>A part of the queries by its mean.</summary>
internal sealed record WorstPartJson(string Attribute, string Value, long Queries, double Mean, long Poor);

internal sealed record ConfusionJson(string Asked, string Found, long Results, long Queries);

internal sealed record HubJson(string Image, long Queries);

internal sealed record SatisfiedJson(int Asked, int Satisfied, long Results);

/// <summary>A poor query.</summary>
internal sealed record FailureJson(
    string Query,
    string Text,
    double Value,
    int Relevant,
    IReadOnlyList<CauseJson> Causes,
    IReadOnlyList<FoundJson> Found,
    IReadOnlyList<MissedJson> Missed);

internal sealed record CauseJson(string Cause, double Strength, string Evidence, IReadOnlyList<string> Images, IReadOnlyList<string> Labels);

/// <summary>A result; the grade is null where it is unjudged.</summary>
internal sealed record FoundJson(string Image, double Score, int? Grade, IReadOnlyList<string> SatisfiedLabels);

/// <summary>A relevant image that was missed; rank and score are null where it was not found at all.</summary>
internal sealed record MissedJson(string Image, int Grade, int? Rank, double? Score);

/// <summary>What <c>isb thresholds --json</c> writes.</summary>
internal sealed record ThresholdsJson(
    string Run, double Precision, long Queries, long QueriesWithoutRelevant, IReadOnlyList<ScaleJson> Scales, IReadOnlyList<ThresholdSliceJson> Slices);

internal sealed record ThresholdSliceJson(string Attribute, string Value, long Queries, long QueriesWithoutRelevant, IReadOnlyList<ScaleJson> Scales);

/// <summary>One scale: <c>raw</c>, <c>z-score</c> or <c>margin</c>; a threshold is null where none keeps the promise.</summary>
internal sealed record ScaleJson(string Scale, ChosenThresholdJson? Chosen, ChosenThresholdJson? Controlled, IReadOnlyList<ThresholdPointJson> Curve);

/// <summary>A threshold chosen on one half of the queries, with what it gives on the other.</summary>
internal sealed record ChosenThresholdJson(double Threshold, ThresholdPointJson ChosenOn, ThresholdPointJson CheckedOn, RangeJson Precision, RangeJson Risk);

internal sealed record RangeJson(double Low, double High);

internal sealed record ThresholdPointJson(
    double Threshold, double Precision, double Recall, double Risk, double Answered, double RightlyEmpty, double Shown);

/// <summary>What <c>isb quality --json</c> writes.</summary>
internal sealed record QualityJson(string Measure, IReadOnlyList<string> Systems, AssessmentJson Assessment, IReadOnlyList<QualitySliceJson> Slices);

internal sealed record QualitySliceJson(string Attribute, string Value, AssessmentJson Assessment);

/// <summary>How good a dataset, or a part of it, is; what needs two systems is null with one.</summary>
internal sealed record AssessmentJson(
    long Queries,
    double? DiscriminativePower,
    long SystemPairs,
    IntervalJson? OrderStability,
    double? DetectableDifference,
    SpreadJson? Difficulty,
    long TooEasy,
    long TooHard,
    SpreadJson Relevant,
    long QueriesWithoutRelevant,
    IReadOnlyList<BalanceJson> Balance,
    IReadOnlyList<SimilarJson> SimilarQueries);

internal sealed record SpreadJson(double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum, double Mean);

internal sealed record BalanceJson(string Attribute, double Evenness, IReadOnlyDictionary<string, long> Values);

internal sealed record SimilarJson(string First, string Second, double Similarity);

/// <summary>How results are written for programs, as everywhere: snake_case names, text as it is.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FailuresJson))]
[JsonSerializable(typeof(ThresholdsJson))]
[JsonSerializable(typeof(QualityJson))]
internal sealed partial class AnalysisJsonContext : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static AnalysisJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
