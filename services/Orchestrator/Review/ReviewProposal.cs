using System.Collections.Immutable;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>Something that a person should look at.</summary>
/// <param name="Key">Unique within (job, stage), and the same after a restart.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What is proposed.</param>
internal sealed record ReviewProposal(string Key, ReviewKind Kind, string Text)
{
    /// <summary>Items of a group are shown together, such as the objects of a topic; empty where there are no groups.</summary>
    public string Group { get; init; } = "";

    /// <summary>Absolute path of a picture on the server's disk to show beside it, or empty.</summary>
    public string Image { get; init; } = "";

    /// <summary>What helps to decide: field → text, such as <c>english</c> → <c>person</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = ImmutableDictionary<string, string>.Empty;
}
