namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>A line of <c>duplicates.jsonl</c>: images that are nearly the same. An image is in one group at most.</summary>
/// <param name="Images">Ids of two images or more; the first one is the one that the others are near to.</param>
internal sealed record DuplicateGroup(IReadOnlyList<string> Images);
