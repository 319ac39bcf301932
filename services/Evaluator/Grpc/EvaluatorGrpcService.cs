using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>The service; it only maps between the contract and the domain.</summary>
internal sealed class EvaluatorGrpcService(IOptions<EvaluatorOptions> options) : EvaluatorService.EvaluatorServiceBase
{
    // About 60 bytes a topic with 15 measures and 20 ranks: batches stay far under 4 MB, whatever is measured.
    private const int ValuesPerMessage = 65_536;

    public override Task<ListMeasuresResponse> ListMeasures(ListMeasuresRequest request, ServerCallContext context) =>
        Task.FromResult(new ListMeasuresResponse { Measures = { MeasureCatalog.Families.Select(ResponseMapping.ToProto) } });

    public override async Task Evaluate(
        IAsyncStreamReader<EvaluateRequest> requestStream, IServerStreamWriter<EvaluateResponse> responseStream, ServerCallContext context)
    {
        EvaluationRun? run = null;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (run is null)
                run = new EvaluationRun(RequestMapping.ToPlan(RequestMapping.Settings(request.Settings)), options.Value.MaxTopics);
            else if (request.Topics is null)
                throw BenchException.Invalid("Messages after the first must carry topics.", "topics");
            else
                foreach (var topic in request.Topics.Topics)
                    run.Add(RequestMapping.ToInput(topic), topic.Attributes);
        }

        var figures = RequestMapping.Settings(run).Complete();
        foreach (var batch in Batches(run!.Topics))
            await responseStream.WriteAsync(new EvaluateResponse { Topics = batch }, context.CancellationToken);
        await responseStream.WriteAsync(new EvaluateResponse { Summary = ResponseMapping.ToProto(figures) }, context.CancellationToken);
    }

    public override async Task<CompareResponse> Compare(IAsyncStreamReader<CompareRequest> requestStream, ServerCallContext context)
    {
        ComparisonPlan? plan = null;
        ComparisonRun? run = null;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (plan is null)
            {
                plan = RequestMapping.ToPlan(RequestMapping.Settings(request.Settings));
                run = new ComparisonRun(plan, options.Value.MaxTopics);
            }
            else if (request.Topics is null)
            {
                throw BenchException.Invalid("Messages after the first must carry topics.", "topics");
            }
            else
            {
                foreach (var topic in request.Topics.Topics)
                    run!.Add(RequestMapping.ToValues(topic, plan));
            }
        }

        return ResponseMapping.ToProto(RequestMapping.Settings(run).Complete());
    }

    private static IEnumerable<TopicValuesBatch> Batches(IEnumerable<TopicScore> topics)
    {
        var (batch, values) = (new TopicValuesBatch(), 0);
        foreach (var topic in topics)
        {
            batch.Topics.Add(ResponseMapping.ToProto(topic));
            values += 1 + topic.QueryId.Length + topic.Values.Length + topic.RelevantRanks.Length;
            if (values < ValuesPerMessage)
                continue;
            yield return batch;
            (batch, values) = (new TopicValuesBatch(), 0);
        }

        if (batch.Topics.Count > 0)
            yield return batch;
    }
}
