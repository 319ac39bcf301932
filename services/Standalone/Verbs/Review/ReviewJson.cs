using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>What <c>isb review --json</c> writes.</summary>
internal sealed record ReviewJson(
    string Job, string State, string Stage, long Items, long Pending, long Accepted, long Edited, long Rejected, bool Completed, string? Result)
{
    public static ReviewJson Of(Job job, ReviewProgress progress) => new(
        job.Id, JsonMapping.State(job), progress.Stage, progress.Items, progress.Pending, progress.Accepted, progress.Edited, progress.Rejected,
        progress.Completed, JsonMapping.Result(job));
}

/// <summary>How results are written for programs, as everywhere: snake_case names, text as it is.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReviewJson))]
internal sealed partial class ReviewJsonContext : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static ReviewJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
