using System.Runtime.CompilerServices;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>How natural queries are to be written.</summary>
/// <param name="Model">Language model; empty takes the first writer.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="JobId">Job that the calls are booked under.</param>
/// <param name="Seed">Seed sent with the calls.</param>
/// <param name="MaxTokens">Most tokens of the job; 0 means no limit.</param>
/// <param name="MaxCost">Most money of the job; 0 means no limit.</param>
internal sealed record NaturalQuerySettings(string Model, string Language, string JobId, ulong Seed, long MaxTokens, double MaxCost);

/// <summary>What came of a label set: its query with how it came to be, or why there is none.</summary>
/// <param name="Id">The label set, as it was asked for.</param>
/// <param name="Text">The query; empty where there is none.</param>
/// <param name="Model">Name of the configured model.</param>
/// <param name="ModelId">The model's own id.</param>
/// <param name="Prompt">Prompt and version.</param>
/// <param name="Seed">Seed that was sent with the call.</param>
internal sealed record NaturalQuery(string Id, string Text, string Model, string ModelId, string Prompt, long Seed)
{
    /// <summary>Why there is none; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>The endpoint failed: the same call may work later.</summary>
    public bool IsTransient { get; init; }
}

/// <summary>What people would type for label sets, from QueryGeneration.</summary>
internal sealed class NaturalQueryGenerator(QueryGenerationService.QueryGenerationServiceClient client)
{
    private const string Service = "QueryGeneration";

    // Enough for a model with many calls at once.
    private const int SetsOnTheWay = 64;

    /// <summary>Writes a query for each label set; what comes of them in any order.</summary>
    /// <param name="settings">How.</param>
    /// <param name="sets">Label sets with the names of their labels in the language.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async IAsyncEnumerable<NaturalQuery> WriteAsync(
        NaturalQuerySettings settings, IReadOnlyList<(string Id, IReadOnlyList<string> Names)> sets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pump = new DuplexPump<GenerateNaturalQueriesRequest, GenerateNaturalQueriesResponse>(
            Service, token => client.GenerateNaturalQueries(cancellationToken: token), Requests(settings, sets).ToAsyncEnumerable(), SetsOnTheWay, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            pump.Release();
            yield return ToDomain(pump.Current.Outcome);
        }
    }

    private static IEnumerable<GenerateNaturalQueriesRequest> Requests(
        NaturalQuerySettings settings, IReadOnlyList<(string Id, IReadOnlyList<string> Names)> sets)
    {
        var context = new GenerationContext
        {
            Model = settings.Model,
            Language = settings.Language,
            JobId = settings.JobId,
            Seed = settings.Seed,
        };
        if (settings.MaxTokens > 0 || settings.MaxCost > 0)
            context.Budget = new Budget { Tokens = settings.MaxTokens, Cost = settings.MaxCost };
        foreach (var (index, (id, names)) in sets.Index())
        {
            var request = new GenerateNaturalQueriesRequest { LabelSets = { new LabelSet { Id = id, Names = { names } } } };
            if (index == 0)
                request.Context = context;
            yield return request;
        }
    }

    private static NaturalQuery ToDomain(NaturalQueryOutcome outcome)
    {
        if (outcome.Error is { } error)
        {
            return new NaturalQuery(outcome.Id, "", "", "", "", 0)
            {
                Fault = error.Message,
                IsTransient = (StatusCode)error.Code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded,
            };
        }

        return outcome.Queries is [var text, ..]
            ? new NaturalQuery(
                outcome.Id,
                text,
                outcome.Provenance?.Model ?? "",
                outcome.Provenance?.ModelId ?? "",
                outcome.Provenance?.Prompt ?? "",
                outcome.Provenance?.Seed ?? 0)
            : throw new BenchException(ErrorKind.Internal, $"{Service} gave neither query nor reason for '{outcome.Id}'.");
    }
}
