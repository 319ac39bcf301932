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

    /// <summary>Id of the model that wrote it; null where a person did.</summary>
    public string? Model { get; init; }

    /// <summary>Prompt and version, such as <c>objects.zh@1</c>; null where a person wrote it.</summary>
    public string? Prompt { get; init; }

    /// <summary>Seed of the growth that it comes from; null where a person wrote it.</summary>
    public long? Seed { get; init; }
}
