namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>Images that are nearly the same.</summary>
/// <param name="Images">How many.</param>
/// <param name="ImageIds">The first of their ids; the others are near to the first one.</param>
internal sealed record NearDuplicates(int Images, IReadOnlyList<string> ImageIds);
