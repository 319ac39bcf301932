using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>QueryGeneration, as the jobs need it.</summary>
internal sealed class QueryGenerationClient(QueryGenerationService.QueryGenerationServiceClient client)
{
    /// <summary>Opens a stream on which label sets become query texts; the caller disposes it.</summary>
    public LabelQueryComposer ComposeLabelQueries(CancellationToken cancellationToken) => new(client, cancellationToken);

    /// <summary>What was spent under a job's id.</summary>
    public async Task<JobCost> ReadCostAsync(string jobId, CancellationToken cancellationToken)
    {
        var entries = (await client.GetLedgerAsync(new GetLedgerRequest { JobId = jobId }, cancellationToken: cancellationToken)).Entries;
        return new JobCost(
            entries.Sum(e => e.Calls),
            entries.Sum(e => e.Cached),
            entries.Sum(e => e.InputTokens),
            entries.Sum(e => e.OutputTokens),
            new SortedDictionary<string, double>(
                entries.Where(e => e.Cost > 0).GroupBy(e => e.Currency, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(e => e.Cost), StringComparer.Ordinal),
                StringComparer.Ordinal));
    }
}
