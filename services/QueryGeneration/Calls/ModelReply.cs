namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>How a reply ended.</summary>
internal enum ReplyEnd
{
    /// <summary>The model was done.</summary>
    Complete,

    /// <summary>It was cut at the limit of tokens.</summary>
    Cut,

    /// <summary>The model, or a filter before it, refused.</summary>
    Refused,
}

/// <summary>A reply that arrived and was paid; whether it is of use is for the step to say.</summary>
/// <param name="Text">The text; empty for a refusal without words.</param>
/// <param name="End">How it ended.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="TokensEstimated">The endpoint named no counts.</param>
/// <param name="Cached">It came from the store: nothing was paid now.</param>
internal sealed record ModelReply(string Text, ReplyEnd End, int InputTokens, int OutputTokens, bool TokensEstimated, bool Cached);
