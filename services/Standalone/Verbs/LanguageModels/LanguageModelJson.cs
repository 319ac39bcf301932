using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

internal sealed record LanguageModelJson(
    string Name, string Model, string Endpoint, IReadOnlyList<string> Roles, bool Recorded, double InputPrice, double OutputPrice, string Currency);

/// <summary>What <c>isb llm check --json</c> writes.</summary>
internal sealed record LanguageModelCheckJson(
    LanguageModelJson Model, string StructuredOutput, string MaxTokensField, string ThinkingSwitch, bool? Images, double LatencyMs);

/// <summary>What <c>isb llm ledger --json</c> writes, a list of them.</summary>
internal sealed record LedgerEntryJson(
    string Model, string Step, long Calls, long Cached, long FailedAttempts, long InputTokens, long OutputTokens, double Cost, string Currency);

/// <summary>What <c>--dry-run --json</c> writes.</summary>
internal sealed record EstimateJson(long Calls, long InputTokens, long OutputTokens, double Cost, string Currency, bool Measured);

internal sealed record TopicJson(string Topic, IReadOnlyList<string> Checked, IReadOnlyList<string> Generated);

/// <summary>What <c>isb queries topics --json</c> and <c>isb queries objects --json</c> write.</summary>
internal sealed record TopicsJson(IReadOnlyList<TopicJson> Topics, string Model, string Prompt, long InputTokens, long OutputTokens, string Similarity);

/// <summary>What <c>isb queries natural --json</c> writes, a list of them.</summary>
internal sealed record NaturalQueriesJson(string Labels, IReadOnlyList<string> Queries, string Error);

/// <summary>How results are written for programs, as everywhere: snake_case names, text as it is.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<LanguageModelJson>))]
[JsonSerializable(typeof(LanguageModelCheckJson))]
[JsonSerializable(typeof(IReadOnlyList<LedgerEntryJson>))]
[JsonSerializable(typeof(EstimateJson))]
[JsonSerializable(typeof(TopicsJson))]
[JsonSerializable(typeof(IReadOnlyList<NaturalQueriesJson>))]
internal sealed partial class LanguageModelJsonContext : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static LanguageModelJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
