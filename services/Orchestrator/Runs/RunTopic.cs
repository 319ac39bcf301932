namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>What a system found for one query, and how good that is.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Hits">Best first, at most the run's top K.</param>
/// <param name="Values">One value for each measure of the run's summary, in its order.</param>
/// <param name="RelevantRanks">Ranks (from 1) of the relevant images among the hits, ascending.</param>
/// <param name="Relevant">Relevant images that there are.</param>
internal sealed record RunTopic(
    string QueryId,
    IReadOnlyList<Hit> Hits,
    IReadOnlyList<double> Values,
    IReadOnlyList<int> RelevantRanks,
    int Relevant)
{
    /// <summary>The values with near-duplicates as one image; none where the dataset has no groups.</summary>
    public IReadOnlyList<double> DuplicateAware { get; init; } = [];

    /// <summary>What the query can be sliced by.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>An image found; the larger the score the better.</summary>
internal readonly record struct Hit(string ImageId, double Score);
