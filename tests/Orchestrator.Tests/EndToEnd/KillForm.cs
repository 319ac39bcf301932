using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>What a kill campaign works on, and what of it dies.</summary>
/// <param name="Work">The jobs, one after the other; <c>$</c> as a dataset stands for the one that was built before.</param>
/// <param name="Replicas">Processes of the Orchestrator: 1 over SQLite, or more over PostgreSQL, each of which sees the data folder at another path.</param>
internal sealed record KillForm(IReadOnlyList<JobSpec> Work, int Replicas)
{
    /// <summary>QueryGeneration dies as well, together with the Orchestrator.</summary>
    public bool KillsQueryGeneration { get; init; }

    /// <summary>Jobs at the beginning during which nothing dies.</summary>
    public int Spared { get; init; }

    /// <summary>Where images are searched and fetched; null where none are.</summary>
    public CampaignImages? Images { get; init; }
}
