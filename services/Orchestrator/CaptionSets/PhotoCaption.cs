namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A caption of a photo, as it becomes a query.</summary>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Text">The caption.</param>
/// <param name="Provenance"><c>person</c>, or the model with the prompt.</param>
internal sealed record PhotoCaption(string Language, string Text, string Provenance)
{
    /// <summary>Who accepted or edited it; null where nobody looked at it.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Id of the model that wrote it; null where a person did.</summary>
    public string? Model { get; init; }

    /// <summary>Prompt and version; null where a person wrote it.</summary>
    public string? Prompt { get; init; }

    /// <summary>Seed that was sent to the model; null where a person wrote it.</summary>
    public long? Seed { get; init; }
}
