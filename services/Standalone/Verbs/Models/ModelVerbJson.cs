using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary>What <c>isb models verify --json</c> writes.</summary>
internal sealed record VerifiedModelJson(ModelJson Model, IReadOnlyList<string> Checks);

/// <summary>What <c>isb models remove --json</c> writes.</summary>
internal sealed record RemovedModelJson(string Removed);

/// <summary>How they are written: as all other output.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(VerifiedModelJson))]
[JsonSerializable(typeof(RemovedModelJson))]
internal sealed partial class ModelVerbJson : JsonSerializerContext
{
    /// <summary>The context with the options that hold for all output.</summary>
    public static ModelVerbJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
