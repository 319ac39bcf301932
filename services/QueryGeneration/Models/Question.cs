using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>One question to a model.</summary>
internal sealed record Question
{
    /// <summary>What it is for.</summary>
    public required GenerationStep Step { get; init; }

    /// <summary>Language to answer in.</summary>
    public required Language Language { get; init; }

    /// <summary>The prompt.</summary>
    public required RenderedPrompt Prompt { get; init; }

    /// <summary>What is asked about, see <see cref="ModelCall.Subjects"/>.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>Number of this question among those about the same subject.</summary>
    public int Ordinal { get; init; }

    /// <summary>An image to look at.</summary>
    public ImageInput? Image { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    public int MaxOutputTokens { get; init; } = 512;

    /// <summary>0: the most likely answer; 1: as the model's distribution.</summary>
    public double Temperature { get; init; }

    /// <summary>Seed sent along.</summary>
    public int Seed { get; init; }

    /// <summary>The form of a structured answer; null for plain text.</summary>
    public JsonShape? Shape { get; init; }

    /// <summary>The reply is neither looked up nor kept.</summary>
    public bool Uncached { get; init; }
}
