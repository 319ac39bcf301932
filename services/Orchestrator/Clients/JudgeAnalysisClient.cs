using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Orchestrator.Audits;
using Estimate = ImageSearchBench.Orchestrator.Audits.Estimate;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>The Evaluator's analyses of judges and people, as audits need them.</summary>
internal sealed class JudgeAnalysisClient(AnalysisService.AnalysisServiceClient client)
{
    private const string Service = "Evaluator";
    private const int MaxPerMessage = 10_000;

    /// <summary>How far a judge agrees with others on relevant or not; queries are resampled with all their results.</summary>
    /// <param name="pairs">Query, judge's opinion, others' opinion.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<AgreementFigures> MeasureAgreementAsync(
        IEnumerable<(string QueryId, bool Judge, bool Others)> pairs, ulong seed, CancellationToken cancellationToken)
    {
        using var call = client.MeasureAgreement(cancellationToken: cancellationToken);
        try
        {
            var settings = new AgreementSettings { Bootstrap = new BootstrapSettings { Seed = seed } };
            await call.RequestStream.WriteAsync(new MeasureAgreementRequest { Settings = settings }, cancellationToken);
            foreach (var topics in pairs.GroupBy(p => p.QueryId, StringComparer.Ordinal).Chunk(MaxPerMessage / 10))
            {
                var batch = new AgreementTopicBatch();
                batch.Topics.AddRange(topics.Select(t => new AgreementTopic
                {
                    QueryId = t.Key,
                    Pairs = { t.Select(p => new GradePair { Judge = p.Judge ? 1 : 0, Human = p.Others ? 1 : 0 }) },
                }));
                await call.RequestStream.WriteAsync(new MeasureAgreementRequest { Topics = batch }, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
            return ToDomain(await call.ResponseAsync);
        }
        catch (RpcException e)
        {
            throw ServiceCalls.Fault(Service, e, cancellationToken);
        }
    }

    /// <summary>The share of relevant results, from the judge's opinion on all and people's on a random sample of them.</summary>
    /// <param name="values">Judge's opinion, people's opinion where they were asked.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<PrecisionEstimate> EstimatePrecisionAsync(
        IEnumerable<(bool Judge, bool? People)> values, CancellationToken cancellationToken)
    {
        using var call = client.EstimatePredictionPowered(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(
                new EstimatePredictionPoweredRequest { Settings = new PredictionPoweredSettings() }, cancellationToken);
            foreach (var part in values.Chunk(MaxPerMessage))
            {
                var batch = new LabeledValueBatch();
                batch.Values.AddRange(part.Select(Value));
                await call.RequestStream.WriteAsync(new EstimatePredictionPoweredRequest { Values = batch }, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
            return ToDomain(await call.ResponseAsync);
        }
        catch (RpcException e)
        {
            throw ServiceCalls.Fault(Service, e, cancellationToken);
        }
    }

    private static AgreementFigures ToDomain(MeasureAgreementResponse response) => new(
        response.Queries,
        response.Pairs,
        ToDomain(response.Agreement),
        ToDomain(response.Kappa),
        response.Counts.Select(c => new OpinionCount(c.Judge, c.Human, c.Count)).ToArray());

    private static PrecisionEstimate ToDomain(EstimatePredictionPoweredResponse response) => new(
        response.Labeled,
        response.Unlabeled,
        ToDomain(response.Estimate),
        ToDomain(response.HumanOnly),
        response.JudgeOnly,
        response.JudgeBias,
        response.Weight);

    private static Estimate ToDomain(Contracts.Evaluator.V1.Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);

    private static LabeledValue Value((bool Judge, bool? People) value)
    {
        var labeled = new LabeledValue { Judge = value.Judge ? 1 : 0 };
        if (value.People is { } people)
            labeled.Human = people ? 1 : 0;
        return labeled;
    }
}
