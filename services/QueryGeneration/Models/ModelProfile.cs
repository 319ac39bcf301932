using ImageSearchBench.QueryGeneration.Configuration;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>A configured model: its name and settings.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Options">Its settings.</param>
internal sealed record ModelProfile(string Name, LanguageModelOptions Options)
{
    private const double PricedTokens = 1_000_000;

    /// <summary>The model's id as sent to the endpoint.</summary>
    public string ModelId => Options.Model ?? Name;

    /// <summary>It replays recorded replies.</summary>
    public bool Recorded => Options.Recording is not null;

    /// <summary>What it may be used for.</summary>
    public IReadOnlyList<ModelRole> Roles => Options.Roles.Count == 0 ? Enum.GetValues<ModelRole>() : Options.Roles;

    /// <summary>Name and id, as they are part of stored keys.</summary>
    public string Identity => $"{Name}|{ModelId}";

    /// <summary>Price of so many tokens.</summary>
    public double CostOf(long inputTokens, long outputTokens) =>
        ((inputTokens * Options.InputPrice) + (outputTokens * Options.OutputPrice)) / PricedTokens;
}
