using DomainProvenance = ImageSearchBench.QueryGeneration.Models.Provenance;
using WireProvenance = ImageSearchBench.Contracts.QueryGeneration.V1.Provenance;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Provenance as a message.</summary>
internal static class ProvenanceMapping
{
    public static WireProvenance ToWire(this DomainProvenance provenance) => new()
    {
        Model = provenance.Model,
        ModelId = provenance.ModelId,
        Prompt = provenance.Prompt,
        Seed = provenance.Seed,
        Attempts = provenance.Attempts,
        InputTokens = provenance.InputTokens,
        OutputTokens = provenance.OutputTokens,
        Cached = provenance.Cached && provenance.Attempts > 0,
    };
}
