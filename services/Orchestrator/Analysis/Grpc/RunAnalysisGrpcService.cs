using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Evaluation;

namespace ImageSearchBench.Orchestrator.Analysis.Grpc;

/// <summary>Analyses of runs over gRPC.</summary>
internal sealed class RunAnalysisGrpcService(RunAnalyst analyst) : RunAnalysisService.RunAnalysisServiceBase
{
    public override async Task AnalyzeRunFailures(
        AnalyzeRunFailuresRequest request, IServerStreamWriter<AnalyzeRunFailuresResponse> responseStream, ServerCallContext context)
    {
        await using var run = await analyst.OpenAsync(request.RunId, context.CancellationToken);
        var parts = analyst.FailuresAsync(run, request.Settings ?? new FailureSettings(), PathOf(request.SecondOpinions), context.CancellationToken);
        await foreach (var part in parts)
            await responseStream.WriteAsync(await WithTextsAsync(run, part, context.CancellationToken), context.CancellationToken);
    }

    public override async Task<AnalyzeRunThresholdsResponse> AnalyzeRunThresholds(AnalyzeRunThresholdsRequest request, ServerCallContext context)
    {
        await using var run = await analyst.OpenAsync(request.RunId, context.CancellationToken);
        return new AnalyzeRunThresholdsResponse
        {
            Thresholds = await analyst.ThresholdsAsync(run, request.Settings ?? new ThresholdSettings(), context.CancellationToken),
        };
    }

    public override async Task<AssessRunsResponse> AssessRuns(AssessRunsRequest request, ServerCallContext context)
    {
        var (measure, runs, assessment) = await analyst.AssessAsync(
            request.RunIds, request.Measure, request.SliceBy, request.Bootstrap, context.CancellationToken);
        return new AssessRunsResponse
        {
            Measure = measure,
            Systems = { runs.Select(r => RunComparer.NameOf(r, runs)) },
            Assessment = assessment,
        };
    }

    private static string PathOf(string secondOpinions) =>
        secondOpinions.Length == 0 ? ""
        : File.Exists(secondOpinions) ? Path.GetFullPath(secondOpinions)
        : throw BenchException.Invalid($"There is no file {secondOpinions} on the server.", "second_opinions");

    private static async Task<AnalyzeRunFailuresResponse> WithTextsAsync(
        AnalyzedRun run, AnalyzeFailuresResponse part, CancellationToken cancellationToken)
    {
        if (part.Summary is not null)
            return new AnalyzeRunFailuresResponse { Summary = part.Summary };
        var wanted = part.Failures.Failures.Select(f => f.QueryId).ToHashSet(StringComparer.Ordinal);
        var queries = new Dictionary<string, Datasets.DatasetQuery>(StringComparer.Ordinal);
        await foreach (var query in run.Dataset.ReadQueriesAsync(cancellationToken))
        {
            if (wanted.Contains(query.Id))
                queries[query.Id] = query;
        }

        var batch = new RunFailureBatch();
        batch.Failures.AddRange(part.Failures.Failures.Select(f => new RunFailure
        {
            Failure = f,
            Text = run.FindsImages ? queries[f.QueryId].Text : f.QueryId,
            Language = queries[f.QueryId].Language,
        }));
        return new AnalyzeRunFailuresResponse { Failures = batch };
    }
}
