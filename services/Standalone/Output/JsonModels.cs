using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageSearchBench.Standalone.Output;

/// <summary>A mean with the ends of its interval.</summary>
internal sealed record FigureJson(double Mean, double Low, double High);

/// <summary>Figures of some queries.</summary>
internal sealed record SliceJson(string Attribute, string Value, long Queries, IReadOnlyDictionary<string, FigureJson> Measures)
{
    /// <summary>With near-duplicates as one image; absent where the dataset has no groups.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, FigureJson>? DuplicateAware { get; init; }

    /// <summary>What unjudged results leave open; absent where all is judged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, BoundsJson>? PrecisionBounds { get; init; }
}

/// <summary>What <c>isb evaluate --json</c> writes.</summary>
internal sealed record EvaluationJson(
    string Dataset,
    string System,
    long Queries,
    IReadOnlyDictionary<string, FigureJson> Measures,
    IReadOnlyList<SliceJson> Slices,
    string Run)
{
    /// <summary><c>text-to-image</c> or <c>image-to-text</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>With near-duplicates as one image; absent where the dataset has no groups.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, FigureJson>? DuplicateAware { get; init; }

    /// <summary>What unjudged results leave open; absent where all is judged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, BoundsJson>? PrecisionBounds { get; init; }

    /// <summary>What equal scores leave open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TiesJson? Ties { get; init; }

    /// <summary>Recall as Chinese-CLIP's scripts count it; absent without the hit rates at 1, 5 and 10.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChineseClipJson? ChineseClip { get; init; }

    /// <summary>The figures of a matching set; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchingJson? Matching { get; init; }

    /// <summary>The values of each query, where they were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<QueryValuesJson>? PerQuery { get; init; }
}

/// <summary>A run in a list.</summary>
internal sealed record RunJson(string Id, string Dataset, string DatasetName, string System, long Queries, IReadOnlyDictionary<string, FigureJson> Measures);

internal sealed record DifferenceJson(
    string Measure,
    string First,
    string Second,
    double FirstMean,
    double SecondMean,
    double Difference,
    double Low,
    double High,
    double PRandomization,
    double PT,
    double PHolm,
    long Wins,
    long Ties,
    long Losses);

/// <summary>What <c>isb compare --json</c> writes.</summary>
internal sealed record ComparisonJson(string Dataset, IReadOnlyList<string> Runs, IReadOnlyList<string> Systems, long Queries, IReadOnlyList<DifferenceJson> Differences)
{
    /// <summary>Values with near-duplicates as one image were compared.</summary>
    public bool DuplicateAware { get; init; }

    /// <summary>The same in parts of the queries.</summary>
    public IReadOnlyList<DifferenceSliceJson> Slices { get; init; } = [];
}

internal sealed record DifferenceSliceJson(string Attribute, string Value, long Queries, IReadOnlyList<DifferenceJson> Differences);

internal sealed record DatasetJson(
    string Hash,
    string Name,
    string Kind,
    long Images,
    long Queries,
    long Judgments,
    long SkippedImages,
    string Directory,
    IReadOnlyDictionary<string, long> Counts,
    string? Parent,
    IReadOnlyDictionary<string, long> Licences);

/// <summary>What <c>isb datasets delete --json</c> writes.</summary>
internal sealed record DeletedJson(string Deleted);

internal sealed record VersionJson(string Hash, DatasetJson? Dataset, JsonElement? Change);

/// <summary>What <c>isb datasets history --json</c> writes: the dataset and what it was made from, newest first, and what was made from it.</summary>
internal sealed record HistoryJson(IReadOnlyList<VersionJson> Versions, IReadOnlyList<VersionJson> Children);

internal sealed record DatasetDifferenceJson(string Part, string Kind, string Id, string? Image, string? From, string? To, long Count);

internal sealed record DifferenceCountJson(string Part, long Added, long Removed, long Changed);

/// <summary>What <c>isb datasets diff --json</c> writes.</summary>
internal sealed record DatasetDiffJson(IReadOnlyList<DifferenceCountJson> Counts, IReadOnlyList<DatasetDifferenceJson> Differences);

internal sealed record ModelJson(
    string Name,
    string Kind,
    int Dimension,
    int ImageSize,
    int ContextLength,
    IReadOnlyList<string> Languages,
    string License,
    string ContentHash,
    long SizeBytes,
    string Precision,
    bool BatchDependent,
    double ImagesPerSecond,
    double TextsPerSecond,
    string Description);

internal sealed record HitJson(int Rank, string Image, double Score);

/// <summary>What <c>isb search --json</c> writes.</summary>
internal sealed record SearchJson(string Dataset, string System, IReadOnlyList<HitJson> Hits);

internal sealed record StageJson(string Name, long Done, long Total, long Skipped, bool Finished)
{
    public double? SecondsLeft { get; init; }
}

internal sealed record SkippedJson(string Item, string Reason);

internal sealed record JobJson(
    string Id,
    string Work,
    string State,
    string Error,
    DateTimeOffset Created,
    IReadOnlyList<StageJson> Stages,
    IReadOnlyList<SkippedJson> Skipped,
    string? Result)
{
    public CostJson? Cost { get; init; }

    public string Replica { get; init; } = "";
}

/// <summary>What a job's language models took.</summary>
internal sealed record CostJson(long Calls, long CachedCalls, long InputTokens, long OutputTokens, IReadOnlyDictionary<string, double> Money);

/// <summary>A format in the list of <c>isb import --list --json</c>.</summary>
internal sealed record FormatJson(
    string Name, IReadOnlyList<string> Aliases, string Description, string Paths, bool Imports, bool Exports, bool Validates);

/// <summary>What <c>isb export --json</c> writes.</summary>
internal sealed record ExportJson(string Path, IReadOnlyList<string> Dropped, long WithheldImages, long ImagesWithoutLicence);

internal sealed record FaultJson(string Place, string Message);

/// <summary>What <c>isb validate --json</c> writes.</summary>
internal sealed record ValidationJson(
    string Format, long Images, long Queries, long Judgments, long Faults, IReadOnlyList<FaultJson> Listed, IReadOnlyList<string> Notes);

/// <summary>What <c>isb report --json</c> writes.</summary>
internal sealed record ReportJson(string File, long Bytes);

/// <summary>What <c>isb serve --json</c> writes.</summary>
internal sealed record ServeJson(string Grpc, string? Http, string Data);

/// <summary>What <c>isb demo --json</c> writes.</summary>
internal sealed record DemoJson(DatasetJson Dataset, IReadOnlyList<EvaluationJson> Evaluations, ComparisonJson Comparison, string Report);

/// <summary>How results are written for programs: snake_case names, text as it is.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EvaluationJson))]
[JsonSerializable(typeof(ComparisonJson))]
[JsonSerializable(typeof(DatasetJson))]
[JsonSerializable(typeof(IReadOnlyList<DatasetJson>))]
[JsonSerializable(typeof(DeletedJson))]
[JsonSerializable(typeof(HistoryJson))]
[JsonSerializable(typeof(DatasetDiffJson))]
[JsonSerializable(typeof(ModelJson))]
[JsonSerializable(typeof(IReadOnlyList<ModelJson>))]
[JsonSerializable(typeof(IReadOnlyList<RunJson>))]
[JsonSerializable(typeof(JobJson))]
[JsonSerializable(typeof(IReadOnlyList<JobJson>))]
[JsonSerializable(typeof(SearchJson))]
[JsonSerializable(typeof(IReadOnlyList<FormatJson>))]
[JsonSerializable(typeof(ExportJson))]
[JsonSerializable(typeof(ValidationJson))]
[JsonSerializable(typeof(ReportJson))]
[JsonSerializable(typeof(ServeJson))]
[JsonSerializable(typeof(DemoJson))]
internal sealed partial class IsbJson : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static IsbJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
