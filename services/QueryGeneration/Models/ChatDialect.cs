using System.Text.Json;
using ImageSearchBench.QueryGeneration.Calls;
using OpenAI.Chat;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>Says the same thing to every endpoint in the words that it takes.</summary>
internal static class ChatDialect
{
    /// <summary>Semantic Kernel's settings of a question.</summary>
    public static CallSettings Settings(Question question, ModelCall call, ModelCapabilities capabilities)
    {
        var settings = new CallSettings { Call = call, ModelId = null };
        if (capabilities.Sampling != Sampling.None)
            settings.Temperature = question.Temperature;
        if (capabilities.Sampling == Sampling.TemperatureAndSeed)
            settings.Seed = question.Seed;

        // Semantic Kernel sends MaxTokens as max_completion_tokens, which older servers refuse.
        if (capabilities.MaxTokensField == ModelCapabilities.MaxCompletionTokens)
            settings.MaxTokens = question.MaxOutputTokens;
        else
            (settings.ExtraBody ??= new Dictionary<string, object?>(StringComparer.Ordinal))[ModelCapabilities.MaxTokens] = question.MaxOutputTokens;

        SwitchThinkingOff(settings, capabilities.ThinkingSwitch);
        if (question.Shape is { } shape)
            settings.ResponseFormat = Format(shape, capabilities.StructuredOutput);
        return settings;
    }

    private static object? Format(JsonShape shape, StructuredOutput level) => level switch
    {
        StructuredOutput.JsonSchema => ChatResponseFormat.CreateJsonSchemaFormat(shape.Name, BinaryData.FromString(shape.Schema), jsonSchemaIsStrict: true),
        StructuredOutput.JsonObject => "json_object",
        _ => null,
    };

    private static void SwitchThinkingOff(CallSettings settings, string name)
    {
        object? value = name switch
        {
            "enable_thinking" => false,
            "chat_template_kwargs" => JsonSerializer.SerializeToElement(new { enable_thinking = false }),
            "reasoning_effort" => "none",
            _ => null,
        };
        if (value is not null)
            (settings.ExtraBody ??= new Dictionary<string, object?>(StringComparer.Ordinal))[name] = value;
    }
}
