using System.Text.Json.Serialization;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>Settings of a chat call, with the identity that the guard needs. Goes through Semantic Kernel as it is.</summary>
internal sealed class CallSettings : OpenAIPromptExecutionSettings
{
    /// <summary>The call's identity.</summary>
    [JsonIgnore]
    public required ModelCall Call { get; init; }
}
