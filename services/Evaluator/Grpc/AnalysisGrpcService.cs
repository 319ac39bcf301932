using System.Runtime.InteropServices;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Matching;
using ImageSearchBench.Evaluator.Quality;
using ImageSearchBench.Evaluator.Telemetry;
using ImageSearchBench.Evaluator.Thresholds;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>What is behind the figures; only maps between the contract and the domain.</summary>
internal sealed class AnalysisGrpcService(IOptions<EvaluatorOptions> options, EvaluatorMetrics metrics) : AnalysisService.AnalysisServiceBase
{
    private const int BytesPerMessage = 1 << 20;

    public override async Task<AnalyzeThresholdsResponse> AnalyzeThresholds(
        IAsyncStreamReader<AnalyzeThresholdsRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var work = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new ThresholdWork(AnalysisRequests.ToPlan(s, context.CancellationToken), options.Value),
            static (work, request) =>
            {
                foreach (var topic in request.Topics?.Topics ?? [])
                    work.Add(RequestMapping.ToInput(topic), topic.Attributes);
                return request.Topics is not null;
            },
            context.CancellationToken);
        if (work.Topics.Count < 2)
            throw BenchException.Invalid("Thresholds are chosen on one half of the topics and checked on the other: send at least two.", "topics");
        return AnalysisResponses.ToProto(work.Topics, ThresholdAnalysis.Of(work.Topics, work.Plan), ThresholdSlices.Of(work.Topics, work.Plan));
    }

    public override async Task<MeasureAgreementResponse> MeasureAgreement(
        IAsyncStreamReader<MeasureAgreementRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var run = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new AgreementRun(AnalysisRequests.ToPlan(s, context.CancellationToken), options.Value.MaxTopics),
            static (run, request) =>
            {
                foreach (var topic in request.Topics?.Topics ?? [])
                    run.Add(AnalysisRequests.ToData(topic, run.Plan));
                return request.Topics is not null;
            },
            context.CancellationToken);
        return AnalysisResponses.ToProto(run.Complete());
    }

    public override async Task<EstimatePredictionPoweredResponse> EstimatePredictionPowered(
        IAsyncStreamReader<EstimatePredictionPoweredRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var values = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new LabeledValues(RequestMapping.ToConfidence(s.Confidence, "settings.confidence"), options.Value),
            static (values, request) =>
            {
                foreach (var value in request.Values?.Values ?? [])
                    values.Add(value.Judge, value.HasHuman ? value.Human : null);
                return request.Values is not null;
            },
            context.CancellationToken);
        if (values.Human.Count < 2)
            throw BenchException.Invalid("At least two units need a human value; without them nothing corrects the judge.", "values.human");
        return AnalysisResponses.ToProto(PredictionPowered.Of(
            CollectionsMarshal.AsSpan(values.Judged), CollectionsMarshal.AsSpan(values.Human), CollectionsMarshal.AsSpan(values.Unlabeled),
            values.Confidence));
    }

    public override async Task AnalyzeFailures(
        IAsyncStreamReader<AnalyzeFailuresRequest> requestStream, IServerStreamWriter<AnalyzeFailuresResponse> responseStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var work = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new FailureWork(AnalysisRequests.ToPlan(s), options.Value), Add, context.CancellationToken);
        foreach (var batch in Batches(work.Analysis.Worst().Select(AnalysisResponses.ToProto)))
            await responseStream.WriteAsync(new AnalyzeFailuresResponse { Failures = batch }, context.CancellationToken);

        var summary = AnalysisResponses.ToProto(work.Analysis.Counts);
        await responseStream.WriteAsync(new AnalyzeFailuresResponse { Summary = summary }, context.CancellationToken);
    }

    public override async Task<AssessDatasetResponse> AssessDataset(
        IAsyncStreamReader<AssessDatasetRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var run = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new QualityRun(AnalysisRequests.ToPlan(s, context.CancellationToken), options.Value.MaxTopics),
            static (run, request) =>
            {
                foreach (var topic in request.Topics?.Topics ?? [])
                    run.Add(AnalysisRequests.ToData(topic, run.Plan));
                return request.Topics is not null;
            },
            context.CancellationToken);
        return AnalysisResponses.ToProto(run.Complete());
    }

    public override async Task<EvaluateMatchingResponse> EvaluateMatching(
        IAsyncStreamReader<EvaluateMatchingRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var pairs = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new MatchingPairs(RequestMapping.ToPlan(s.Bootstrap, context.CancellationToken), options.Value),
            static (pairs, request) =>
            {
                foreach (var pair in request.Pairs?.Pairs ?? [])
                    pairs.Add(pair.Score, pair.Matches);
                return request.Pairs is not null;
            },
            context.CancellationToken);
        return AnalysisResponses.ToProto(MatchingRun.Of([.. pairs.Scores], [.. pairs.Matches], pairs.Plan));
    }

    private static IEnumerable<FailureBatch> Batches(IEnumerable<Failure> failures)
    {
        var (batch, size) = (new FailureBatch(), 0);
        foreach (var failure in failures)
        {
            batch.Failures.Add(failure);
            size += failure.CalculateSize();
            if (size < BytesPerMessage)
                continue;
            yield return batch;
            (batch, size) = (new FailureBatch(), 0);
        }

        if (batch.Failures.Count > 0)
            yield return batch;
    }

    private static bool Add(FailureWork work, AnalyzeFailuresRequest request)
    {
        if (request.DuplicateGroups is not null || request.DocumentLabels is not null)
            work.CheckKnowledgeComesFirst();
        foreach (var group in request.DuplicateGroups?.Groups ?? [])
            work.Knowledge.Groups.Add(group.DocumentIds);
        foreach (var document in request.DocumentLabels?.Documents ?? [])
            work.Knowledge.AddLabels(document.DocumentId, document.Labels);
        foreach (var topic in request.Topics?.Topics ?? [])
            work.Analysis.Add(AnalysisRequests.ToData(topic));
        return request.PartCase != AnalyzeFailuresRequest.PartOneofCase.None;
    }
}
