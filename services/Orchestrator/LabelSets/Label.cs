namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>A label of the taxonomy.</summary>
/// <param name="Name">Unique name; annotation categories are found by it.</param>
/// <param name="Names">Name in each language (<c>zh</c>, <c>en</c>) that it has one in.</param>
/// <param name="Parents">A query for a parent accepts this label, not the reverse.</param>
/// <param name="Equivalents">Queries for either accept both.</param>
internal sealed record Label(
    string Name,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<string> Parents,
    IReadOnlyList<string> Equivalents);
