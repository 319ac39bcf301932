using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Verbs.Audits;

internal sealed record EstimateJson(double Value, double Low, double High)
{
    public static EstimateJson Of(Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);
}

internal sealed record AgreementJson(long Queries, long Results, EstimateJson Agreement, EstimateJson Kappa)
{
    public static AgreementJson? Of(MeasureAgreementResponse? figures) =>
        figures is null ? null : new(figures.Queries, figures.Pairs, EstimateJson.Of(figures.Agreement), EstimateJson.Of(figures.Kappa));
}

internal sealed record PrecisionJson(long PeopleJudged, EstimateJson Corrected, EstimateJson PeopleOnly, double JudgeBias, double Weight)
{
    public static PrecisionJson? Of(EstimatePredictionPoweredResponse? figures) => figures is null
        ? null
        : new(figures.Labeled, EstimateJson.Of(figures.Estimate), EstimateJson.Of(figures.HumanOnly), figures.JudgeBias, figures.Weight);
}

internal sealed record HoleJson(string Query, string Text, string Image, int Rank, int Grade, bool Known, bool? Confirmed);

internal sealed record DuplicatesJson(long Images, IReadOnlyList<string> ImageIds);

/// <summary>What <c>isb audit --json</c> writes.</summary>
internal sealed record AuditJson(
    string Audit,
    string Dataset,
    string Run,
    string Judge,
    int Depth,
    long Results,
    long Sampled,
    long Judged,
    long Undecided,
    long Failed,
    double DatasetPrecision,
    double JudgePrecision,
    PrecisionJson? Precision,
    AgreementJson? PeopleAgreement,
    AgreementJson? DatasetAgreement,
    long Holes,
    long HolesConfirmed,
    long HolesRefused,
    IReadOnlyList<HoleJson> ListedHoles,
    long DuplicateGroups,
    long DuplicateImages,
    IReadOnlyList<DuplicatesJson> ListedDuplicates,
    string Directory)
{
    public static AuditJson Of(Audit audit) => new(
        audit.Id,
        audit.DatasetHash,
        audit.RunId,
        audit.Judge,
        audit.Depth,
        audit.Results,
        audit.Sampled,
        audit.Judged,
        audit.Undecided,
        audit.Failed,
        audit.DatasetPrecision,
        audit.JudgePrecision,
        PrecisionJson.Of(audit.Precision),
        AgreementJson.Of(audit.PeopleAgreement),
        AgreementJson.Of(audit.DatasetAgreement),
        audit.Holes,
        audit.HolesConfirmed,
        audit.HolesRefused,
        [.. audit.ListedHoles.Select(h => new HoleJson(h.QueryId, h.Text, h.ImageId, h.Rank, h.Grade, h.Known, h.HasConfirmed ? h.Confirmed : null))],
        audit.DuplicateGroups,
        audit.DuplicateImages,
        [.. audit.ListedDuplicates.Select(d => new DuplicatesJson(d.Images, d.ImageIds))],
        audit.Directory);
}

/// <summary>How results are written for programs, as everywhere: snake_case names, text as it is.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AuditJson))]
internal sealed partial class AuditJsonContext : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static AuditJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
