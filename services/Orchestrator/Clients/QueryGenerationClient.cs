using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>QueryGeneration, as the jobs need it.</summary>
internal sealed class QueryGenerationClient(QueryGenerationService.QueryGenerationServiceClient client)
{
    /// <summary>Opens a stream on which label sets become query texts; the caller disposes it.</summary>
    public LabelQueryComposer ComposeLabelQueries(CancellationToken cancellationToken) => new(client, cancellationToken);
}
