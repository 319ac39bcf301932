using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>How a text came to be.</summary>
internal sealed record Provenance
{
    /// <summary>The model's configured name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's id as sent.</summary>
    public required string ModelId { get; init; }

    /// <summary>Prompt and version.</summary>
    public required string Prompt { get; init; }

    /// <summary>Seed sent with the last call.</summary>
    public long Seed { get; init; }

    /// <summary>Calls needed.</summary>
    public int Attempts { get; init; }

    /// <summary>Tokens read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>All answers were stored before.</summary>
    public bool Cached { get; init; } = true;

    /// <summary>Before the first call.</summary>
    public static Provenance Of(LanguageModel model, string prompt) =>
        new() { Model = model.Profile.Name, ModelId = model.Profile.ModelId, Prompt = prompt };

    /// <summary>With one more call.</summary>
    public Provenance With(ModelReply reply, long seed) => this with
    {
        Seed = seed,
        Attempts = Attempts + 1,
        InputTokens = InputTokens + reply.InputTokens,
        OutputTokens = OutputTokens + reply.OutputTokens,
        Cached = Cached && reply.Cached,
    };

    /// <summary>With the calls of another one.</summary>
    public Provenance With(Provenance other) => this with
    {
        Seed = other.Seed,
        Attempts = Attempts + other.Attempts,
        InputTokens = InputTokens + other.InputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        Cached = Cached && other.Cached,
    };
}
