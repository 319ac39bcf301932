using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Audits;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>How results are to be judged.</summary>
/// <param name="Model">Language model; empty takes the first judge.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="JobId">Job that the calls are booked under.</param>
/// <param name="Votes">Votes on each result; 0 means the default.</param>
/// <param name="Seed">Seed sent with the calls.</param>
/// <param name="MaxTokens">Most tokens of the job; 0 means no limit.</param>
/// <param name="MaxCost">Most money of the job; 0 means no limit.</param>
internal sealed record JudgeSettings(string Model, string Language, string JobId, int Votes, ulong Seed, long MaxTokens, double MaxCost);

/// <summary>Judgements of relevance from QueryGeneration.</summary>
internal sealed class RelevanceJudge(QueryGenerationService.QueryGenerationServiceClient client)
{
    private const string Service = "QueryGeneration";
    private const int PairsOnTheWay = 32;

    /// <summary>Judges pairs; what comes of them in any order, and whether it is a failure that may pass.</summary>
    public async IAsyncEnumerable<(PairJudgement Judgement, bool IsTransient)> JudgeAsync(
        JudgeSettings settings, IAsyncEnumerable<(AuditPair Pair, byte[] Image)> pairs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pump = new DuplexPump<JudgeRelevanceRequest, JudgeRelevanceResponse>(
            Service, token => client.JudgeRelevance(cancellationToken: token), RequestsAsync(settings, pairs), PairsOnTheWay, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            if (pump.Current.Outcome is not { } outcome)
                continue;
            pump.Release();
            yield return ToDomain(outcome);
        }
    }

    private static async IAsyncEnumerable<JudgeRelevanceRequest> RequestsAsync(
        JudgeSettings settings, IAsyncEnumerable<(AuditPair Pair, byte[] Image)> pairs)
    {
        var context = new GenerationContext { Model = settings.Model, Language = settings.Language, JobId = settings.JobId, Seed = settings.Seed };
        if (settings.MaxTokens > 0 || settings.MaxCost > 0)
            context.Budget = new Budget { Tokens = settings.MaxTokens, Cost = settings.MaxCost };
        var isFirst = true;
        await foreach (var (pair, image) in pairs)
        {
            var request = new JudgeRelevanceRequest
            {
                Items = { new RelevanceItem { Id = pair.Key, Query = pair.Text, Image = UnsafeByteOperations.UnsafeWrap(image), ImageId = pair.ImageId } },
            };
            if (isFirst)
            {
                request.Context = context;
                request.Options = new JudgeOptions { Repeats = settings.Votes };
                isFirst = false;
            }

            yield return request;
        }
    }

    private static (PairJudgement Judgement, bool IsTransient) ToDomain(RelevanceOutcome outcome) => outcome.ResultCase switch
    {
        RelevanceOutcome.ResultOneofCase.Judgement => (
            new PairJudgement(
                outcome.Id,
                string.Join("; ", outcome.Judgement.Evidence.Select(e => $"{e.Element}: {(e.Visible ? "yes" : "no")}, {e.Evidence}")),
                $"{outcome.Judgement.Provenance?.ModelId} {outcome.Judgement.Provenance?.Prompt}".Trim())
            {
                Grade = outcome.Judgement.HasGrade ? outcome.Judgement.Grade : null,
            },
            false),
        RelevanceOutcome.ResultOneofCase.Error => (
            new PairJudgement(outcome.Id, "", "") { Fault = outcome.Error.Message },
            (StatusCode)outcome.Error.Code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded),
        _ => throw new BenchException(ErrorKind.Internal, $"{Service} gave neither judgement nor reason for '{outcome.Id}'."),
    };
}
