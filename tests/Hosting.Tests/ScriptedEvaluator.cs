using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;

namespace ImageSearchBench.Hosting.Tests;

/// <summary>A service that does what a test says.</summary>
internal sealed class ScriptedEvaluator(ScriptedEvaluator.Script script) : EvaluatorService.EvaluatorServiceBase
{
    public override async Task<ListMeasuresResponse> ListMeasures(ListMeasuresRequest request, ServerCallContext context)
    {
        script.Deadlines.Add(context.Deadline);
        await script.OnUnary(script.Deadlines.Count, context.CancellationToken);
        return new ListMeasuresResponse { Measures = { new Measure { Name = "P" } } };
    }

    public override async Task Evaluate(
        IAsyncStreamReader<EvaluateRequest> requestStream, IServerStreamWriter<EvaluateResponse> responseStream, ServerCallContext context)
    {
        script.Deadlines.Add(context.Deadline);
        await script.OnStream(script.Deadlines.Count, context.CancellationToken);
    }

    internal sealed class Script
    {
        public List<DateTime> Deadlines { get; } = [];

        public Func<int, CancellationToken, Task> OnUnary { get; set; } = (_, _) => Task.CompletedTask;

        public Func<int, CancellationToken, Task> OnStream { get; set; } = (_, _) => Task.CompletedTask;
    }
}
