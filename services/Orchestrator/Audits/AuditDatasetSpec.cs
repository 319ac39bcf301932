using System.Text.Json.Serialization;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>Lets a model judge results of a run, and people check the model.</summary>
/// <param name="Dataset">Hash, unique hash prefix or name of the dataset.</param>
/// <param name="RunId">The run on it.</param>
/// <param name="JudgeModel">Language model that judges; empty takes the first judge.</param>
/// <param name="Depth">Results of each query that are looked at.</param>
/// <param name="Sample">Results judged, drawn at random.</param>
/// <param name="People">Of these, results that people judge too.</param>
/// <param name="Review">People are asked.</param>
/// <param name="Votes">Votes of the judge on each result.</param>
/// <param name="DuplicateModel">Encoder by which near-duplicates are found; empty counts those that the dataset lists.</param>
/// <param name="MinCosine">Images at least this near are near-duplicates.</param>
/// <param name="Seed">Seed of the sample and of the judge's calls.</param>
/// <param name="MaxTokens">Most tokens that the judge may take; 0 means no limit.</param>
/// <param name="MaxCost">Most money that the judge may cost; 0 means no limit.</param>
internal sealed record AuditDatasetSpec(
    string Dataset,
    string RunId,
    string JudgeModel,
    int Depth,
    int Sample,
    int People,
    bool Review,
    int Votes,
    string DuplicateModel,
    float MinCosine,
    ulong Seed,
    long MaxTokens,
    double MaxCost) : JobSpec
{
    [JsonIgnore]
    public override bool AsksLanguageModels => true;
}
