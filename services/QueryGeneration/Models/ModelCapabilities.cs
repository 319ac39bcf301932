namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>What an endpoint takes, found out once for each model.</summary>
/// <param name="StructuredOutput">How structured answers are asked for.</param>
/// <param name="MaxTokensField">Field that limits the answer: <c>max_completion_tokens</c> or <c>max_tokens</c>.</param>
/// <param name="ThinkingSwitch">Switch that turns thinking off; <c>none</c> when the endpoint takes none.</param>
/// <param name="Sampling">Which parameters of sampling it takes.</param>
/// <param name="Images">Whether it takes images; null when no role needs them.</param>
internal sealed record ModelCapabilities(StructuredOutput StructuredOutput, string MaxTokensField, string ThinkingSwitch, Sampling Sampling, bool? Images)
{
    /// <summary>Field of current OpenAI endpoints.</summary>
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>Field of older and stricter endpoints.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>No switch.</summary>
    public const string NoSwitch = "none";

    /// <summary>Recorded models take everything.</summary>
    public static ModelCapabilities Recorded { get; } = new(StructuredOutput.JsonSchema, MaxCompletionTokens, NoSwitch, Sampling.TemperatureAndSeed, Images: true);
}
