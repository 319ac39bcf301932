using System.Text.Json.Serialization;

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

    /// <summary>What made it, such as <c>template</c> or <c>person</c>, or a model with its prompt; null when unknown.</summary>
    public string? Provenance { get; init; }

    /// <summary>The image that it was written from, by id; null where it was not written from one.</summary>
    public string? Image { get; init; }

    /// <summary>Id of the language model that wrote it; null where none did.</summary>
    public string? Model { get; init; }

    /// <summary>Prompt and version, such as <c>caption.zh@1</c>; null where no model wrote it.</summary>
    public string? Prompt { get; init; }

    /// <summary>Seed that was sent to the model; null where no model wrote it.</summary>
    public long? Seed { get; init; }

    /// <summary>Who accepted or edited it; null where nobody looked at it.</summary>
    public string? Reviewer { get; init; }

    /// <summary>No image is relevant, on purpose: the right answer is an empty one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Negative { get; init; }
}
