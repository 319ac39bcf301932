namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>A line of <c>queries.jsonl</c>.</summary>
/// <param name="Id">Unique in the dataset, without white space.</param>
/// <param name="Text">What a person types.</param>
internal sealed record DatasetQuery(string Id, string Text)
{
    /// <summary>BCP 47 tag; empty when unknown.</summary>
    public string Language { get; init; } = "";

    /// <summary><c>word</c>, <c>sentence</c>, <c>natural</c> or <c>caption</c>; empty when unknown.</summary>
    public string Style { get; init; } = "";

    /// <summary>Number of labels it combines; 0 where that does not apply.</summary>
    public int Level { get; init; }

    /// <summary>The topic it belongs to; empty where there is none.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The labels it asks for, by taxonomy name.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What made it, such as <c>template</c> or <c>person</c>; null when unknown.</summary>
    public string? Provenance { get; init; }

    /// <summary>Who accepted or edited it; null where nobody looked at it.</summary>
    public string? Reviewer { get; init; }
}
