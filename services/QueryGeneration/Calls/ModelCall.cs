using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>What identifies one call to a model: for its stored reply, for recordings, for the ledger.</summary>
internal sealed record ModelCall
{
    /// <summary>What it is for.</summary>
    public required GenerationStep Step { get; init; }

    /// <summary>Language written in.</summary>
    public required Language Language { get; init; }

    /// <summary>Prompt and version, such as <c>caption.zh@1</c>.</summary>
    public required string Prompt { get; init; }

    /// <summary>
    /// What is asked about, as recordings name it: the topic, the labels, the image's SHA-256; the first is the canonical one, others are
    /// further names of the same, such as the caller's image id.
    /// </summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>Number of this call among those about the same subject: round, vote, attempt. From 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>SHA-256 (lower-case hex) of everything in the prompt and of the image as the caller sent it.</summary>
    public required string InputHash { get; init; }

    /// <summary>Key of the stored reply, see <see cref="CallKey"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The job it is booked under.</summary>
    public required JobSession Job { get; init; }

    /// <summary>Tokens it will read, estimated.</summary>
    public required int EstimatedInputTokens { get; init; }

    /// <summary>Tokens it may write at most.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>The reply is neither looked up nor kept: checks of endpoints.</summary>
    public bool Uncached { get; init; }
}
