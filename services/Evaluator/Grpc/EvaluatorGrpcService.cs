using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Figures and comparisons; only maps between the contract and the domain.</summary>
internal sealed class EvaluatorGrpcService(IOptions<EvaluatorOptions> options, EvaluatorMetrics metrics) : EvaluatorService.EvaluatorServiceBase
{
    // A value takes 9 bytes at most: batches stay far under 4 MB, whatever is measured.
    private const int ValuesPerMessage = 65_536;

    public override Task<ListMeasuresResponse> ListMeasures(ListMeasuresRequest request, ServerCallContext context) =>
        Task.FromResult(new ListMeasuresResponse { Measures = { MeasureCatalog.Families.Select(ResponseMapping.ToProto) } });

    public override async Task Evaluate(
        IAsyncStreamReader<EvaluateRequest> requestStream, IServerStreamWriter<EvaluateResponse> responseStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var run = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new EvaluationRun(RequestMapping.ToPlan(s, context.CancellationToken), options.Value.MaxTopics), Add, context.CancellationToken);
        var figures = run.Complete();
        metrics.Scored(run.Topics.Count);
        foreach (var batch in Batches(run.Topics))
            await responseStream.WriteAsync(new EvaluateResponse { Topics = batch }, context.CancellationToken);
        await responseStream.WriteAsync(new EvaluateResponse { Summary = ResponseMapping.ToProto(figures) }, context.CancellationToken);
    }

    public override async Task<CompareResponse> Compare(IAsyncStreamReader<CompareRequest> requestStream, ServerCallContext context)
    {
        using var timing = metrics.Time();
        var run = await StreamParts.ReadAsync(
            requestStream, r => r.Settings, s => new ComparisonRun(RequestMapping.ToPlan(s, context.CancellationToken), options.Value.MaxTopics),
            static (run, request) =>
            {
                foreach (var topic in request.Topics?.Topics ?? [])
                    run.Add(RequestMapping.ToValues(topic, run.Plan));
                return request.Topics is not null;
            },
            context.CancellationToken);
        return ResponseMapping.ToProto(run.Complete());
    }

    private static bool Add(EvaluationRun run, EvaluateRequest request)
    {
        foreach (var group in request.DuplicateGroups?.Groups ?? [])
            run.AddDuplicates(group.DocumentIds);
        foreach (var topic in request.Topics?.Topics ?? [])
            run.Add(RequestMapping.ToInput(topic), topic.Attributes);
        return request.PartCase != EvaluateRequest.PartOneofCase.None;
    }

    private static IEnumerable<TopicValuesBatch> Batches(IEnumerable<TopicScore> topics)
    {
        var (batch, values) = (new TopicValuesBatch(), 0);
        foreach (var topic in topics)
        {
            batch.Topics.Add(ResponseMapping.ToProto(topic));
            values += 1 + topic.QueryId.Length + 2 * topic.Values.Length + topic.RelevantRanks.Length;
            if (values < ValuesPerMessage)
                continue;
            yield return batch;
            (batch, values) = (new TopicValuesBatch(), 0);
        }

        if (batch.Topics.Count > 0)
            yield return batch;
    }
}
