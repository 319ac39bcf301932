using ImageSearchBench.QueryGeneration.Texts;
using Microsoft.SemanticKernel;
using ChatTokenUsage = OpenAI.Chat.ChatTokenUsage;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>Reads what Semantic Kernel returns.</summary>
internal static class ReplyMapping
{
    /// <summary>The reply in a message of the OpenAI connector, or of a recorded model.</summary>
    public static ModelReply ToReply(ChatMessageContent message, ModelCall call)
    {
        if (message.Metadata?.GetValueOrDefault(nameof(ModelReply)) is ModelReply ready)
            return ready;

        var refusal = message.Metadata?.GetValueOrDefault("Refusal") as string;
        var text = message.Content ?? refusal ?? "";
        var end = message.Metadata?.GetValueOrDefault("FinishReason")?.ToString() switch
        {
            "Length" or "length" => ReplyEnd.Cut,
            "ContentFilter" or "content_filter" => ReplyEnd.Refused,
            _ => string.IsNullOrEmpty(refusal) ? ReplyEnd.Complete : ReplyEnd.Refused,
        };
        return message.Metadata?.GetValueOrDefault("Usage") is ChatTokenUsage { InputTokenCount: > 0 } usage
            ? new ModelReply(text, end, usage.InputTokenCount, usage.OutputTokenCount, TokensEstimated: false, Cached: false)
            : new ModelReply(text, end, call.EstimatedInputTokens, TokenEstimate.Of(text), TokensEstimated: true, Cached: false);
    }
}
