using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>A vector with the id of what it stands for.</summary>
internal sealed record NamedVector(string Id, IReadOnlyList<float> Values);

/// <summary>Some items of a source, in order: their vectors, and those that gave none.</summary>
internal sealed record VectorBatch(IReadOnlyList<NamedVector> Vectors, IReadOnlyList<SkippedItem> Skipped)
{
    public int Items => Vectors.Count + Skipped.Count;
}
