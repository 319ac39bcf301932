using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>Makes a new version of a dataset (hash, prefix, name or folder) without touching its images.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Taxonomy">Taxonomy that the relevance of a label set is computed with anew; empty leaves it.</param>
/// <param name="Qrels">Judgements in TREC format that are added or stand over those that are there; empty for none.</param>
/// <param name="Reviewer">Who made the judgements; empty when unknown.</param>
/// <param name="Name">Name of the version; empty keeps the dataset's.</param>
internal sealed record ExtendDatasetSpec(string Dataset, string Taxonomy, string Qrels, string Reviewer, string Name) : JobSpec;
