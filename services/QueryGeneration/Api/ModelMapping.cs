using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Models;
using DomainRole = ImageSearchBench.QueryGeneration.Models.ModelRole;
using DomainStep = ImageSearchBench.QueryGeneration.Calls.GenerationStep;
using DomainStructured = ImageSearchBench.QueryGeneration.Models.StructuredOutput;
using StoredEntry = ImageSearchBench.QueryGeneration.Storage.LedgerEntry;
using WireModel = ImageSearchBench.Contracts.QueryGeneration.V1.LanguageModel;
using WireRole = ImageSearchBench.Contracts.QueryGeneration.V1.ModelRole;
using WireStructured = ImageSearchBench.Contracts.QueryGeneration.V1.StructuredOutput;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Models, steps and ledger entries as messages.</summary>
internal static class ModelMapping
{
    public static WireModel ToWire(ModelProfile profile) => new()
    {
        Name = profile.Name,
        ModelId = profile.ModelId,
        Endpoint = profile.Options.Endpoint?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "",
        Roles = { profile.Roles.Select(ToWire) },
        Recorded = profile.Recorded,
        InputPrice = profile.Options.InputPrice,
        OutputPrice = profile.Options.OutputPrice,
        Currency = profile.Options.Currency,
        MaxConcurrency = profile.Options.MaxConcurrency,
    };

    public static CheckLanguageModelResponse ToWire(ModelProfile profile, ModelCapabilities capabilities, TimeSpan latency)
    {
        var response = new CheckLanguageModelResponse
        {
            Model = ToWire(profile),
            StructuredOutput = capabilities.StructuredOutput switch
            {
                DomainStructured.JsonSchema => WireStructured.JsonSchema,
                DomainStructured.JsonObject => WireStructured.JsonObject,
                _ => WireStructured.Text,
            },
            MaxTokensField = capabilities.MaxTokensField,
            ThinkingSwitch = capabilities.ThinkingSwitch == ModelCapabilities.NoSwitch ? "" : capabilities.ThinkingSwitch,
            LatencyMs = latency.TotalMilliseconds,
        };
        if (capabilities.Images is { } images)
            response.Images = images;
        return response;
    }

    public static LedgerEntry ToWire(StoredEntry entry) => new()
    {
        Model = entry.Model,
        Step = Enum.Parse<GenerationStep>(entry.Step.ToString()),
        Calls = entry.Calls,
        Cached = entry.Cached,
        FailedAttempts = entry.FailedAttempts,
        InputTokens = entry.InputTokens,
        OutputTokens = entry.OutputTokens,
        Cost = entry.Cost,
        Currency = entry.Currency,
        EstimatedCalls = entry.EstimatedCalls,
    };

    public static DomainStep ToDomain(GenerationStep step) => step is GenerationStep.Unspecified or GenerationStep.Check || !Enum.IsDefined(step)
        ? throw BenchException.Invalid($"Step {(int)step} cannot be estimated: give one of GENERATION_STEP_CAPTION to GENERATION_STEP_JUDGE_CAPTION.", "step")
        : Enum.Parse<DomainStep>(step.ToString());

    public static DomainRole RoleOf(DomainStep step) => step switch
    {
        DomainStep.Caption => DomainRole.Captioner,
        DomainStep.JudgeRelevance or DomainStep.JudgeCaption => DomainRole.Judge,
        _ => DomainRole.Writer,
    };

    private static WireRole ToWire(DomainRole role) => role switch
    {
        DomainRole.Captioner => WireRole.Captioner,
        DomainRole.Judge => WireRole.Judge,
        _ => WireRole.Writer,
    };
}
