using System.Text.Json.Serialization;
using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Recordings;

/// <summary>
/// A line of a recording. A reply is found by what was asked about, not by a hash of the prompt: a recording can be read and written by a
/// person, and stays good when the wording of a prompt changes.
/// </summary>
internal sealed record RecordedReply
{
    /// <summary>What the call was for.</summary>
    [JsonRequired]
    public GenerationStep Step { get; init; }

    /// <summary>Language tag: <c>zh</c> or <c>en</c>.</summary>
    [JsonRequired]
    public string Language { get; init; } = "";

    /// <summary>What was asked about: the topic, the labels joined by '&amp;', the image's id or SHA-256, or 'query | image'. Empty for topics.</summary>
    [JsonRequired]
    public string Subject { get; init; } = "";

    /// <summary>Round, vote or attempt, from 0. Null answers every one of them.</summary>
    public int? Ordinal { get; init; }

    /// <summary>The reply, as the model would give it.</summary>
    [JsonRequired]
    public string Reply { get; init; } = "";

    /// <summary>How it ended.</summary>
    public ReplyEnd End { get; init; }

    /// <summary>Prompt and version it answers; for readers.</summary>
    public string? Prompt { get; init; }

    /// <summary>Model that gave it; for readers.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens read; 0: unknown.</summary>
    public int InputTokens { get; init; }

    /// <summary>Tokens written; 0: unknown.</summary>
    public int OutputTokens { get; init; }
}
