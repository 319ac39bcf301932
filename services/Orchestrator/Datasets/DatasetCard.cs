using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary><c>dataset.json</c>: what a dataset is and where it comes from. It holds no times and no paths of a machine.</summary>
/// <param name="SchemaVersion">Version of the folder's layout; 1.</param>
/// <param name="Hash">Hash of its content (<see cref="DatasetHash"/>); also the folder's name.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind"><c>labels</c>, <c>captions</c>, <c>topics</c>, or <c>folder</c> for one that was not built here.</param>
/// <param name="Parameters">What it was built with, as far as it matters for its content.</param>
/// <param name="Provenance">What it was built from.</param>
/// <param name="Counts">How much there is of what.</param>
/// <param name="Skipped">What was left out, and why.</param>
/// <param name="Licences">Number of images by licence; an empty name means that it is unknown.</param>
internal sealed record DatasetCard(
    int SchemaVersion,
    string Hash,
    string Name,
    string Kind,
    JsonObject Parameters,
    JsonObject Provenance,
    DatasetCounts Counts,
    SkippedSummary Skipped,
    SortedDictionary<string, long> Licences)
{
    public const int CurrentSchemaVersion = 1;

    /// <summary>Hash of the version that this one was made from; null for one that was built from scratch.</summary>
    public string? Parent { get; init; }

    /// <summary>What was done to the parent; null where there is none.</summary>
    public JsonObject? Change { get; init; }
}

/// <summary>What a version was made from, and what was done to it.</summary>
internal sealed record DatasetLineage(string Parent, JsonObject Change);

/// <summary>How much there is of what; <c>QueriesBy</c> has entries such as <c>level=2</c> → 120.</summary>
internal sealed record DatasetCounts(long Images, long Queries, long Judgments, SortedDictionary<string, long> QueriesBy);

/// <summary>Images that were left out; the first ones with their reasons.</summary>
internal sealed record SkippedSummary(long Images, IReadOnlyList<SkippedItem> Items);
