namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>A topic with its objects, each of which becomes a query.</summary>
internal sealed record TopicObjects(string Name, IReadOnlyList<TopicObject> Objects);

/// <summary>An object of a topic.</summary>
/// <param name="Text">What a person types.</param>
/// <param name="Provenance">Who wrote it: <c>person</c>, or model, prompt and seed; and who edited it.</param>
internal sealed record TopicObject(string Text, string Provenance)
{
    /// <summary>Who accepted, edited or added it; null where nobody was asked.</summary>
    public string? Reviewer { get; init; }
}
