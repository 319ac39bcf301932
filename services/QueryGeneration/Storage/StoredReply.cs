using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>A reply as it is kept, with what a recording needs.</summary>
/// <param name="Key">See <see cref="CallKey"/>.</param>
/// <param name="Step">What the call was for.</param>
/// <param name="Language">Language tag.</param>
/// <param name="Prompt">Prompt and version.</param>
/// <param name="Subject">What was asked about.</param>
/// <param name="Ordinal">Number of the call about the subject.</param>
/// <param name="Model">The model's configured name.</param>
/// <param name="JobId">The job that paid; empty: none.</param>
/// <param name="Reply">The reply.</param>
internal sealed record StoredReply(
    string Key, GenerationStep Step, string Language, string Prompt, string Subject, int Ordinal, string Model, string JobId, ModelReply Reply);
