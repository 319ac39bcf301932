using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Orchestrator.Runs;
using EvaluatorProto = ImageSearchBench.Contracts.Evaluator.V1;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;
using Run = ImageSearchBench.Orchestrator.Runs.Run;
using RunTopic = ImageSearchBench.Orchestrator.Runs.RunTopic;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Runs, comparisons and search over gRPC.</summary>
internal sealed class RunGrpcService(RunStore runs, ImageSearch search, ReportMaker reports) : RunService.RunServiceBase
{
    // Hits in one message: with ids of ordinary length well under 4 MB.
    private const int MaxHitsPerMessage = 20_000;
    private const int MaxSearchResults = 1000;
    private const int PageBytesPerMessage = 64 << 10;

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var page = Paging.Read(request.PageSize, request.PageToken, defaultSize: 50);
        var found = await runs.ListAsync(page.Before, page.Size + 1, context.CancellationToken);
        var response = new ListRunsResponse { NextPageToken = Paging.NextToken(found.Select(f => f.Sequence).ToArray(), page.Size) };
        foreach (var (_, run) in found.Take(page.Size))
            response.Runs.Add(ToProto(run with { Summary = run.Summary with { Slices = [], Curve = [] } }));
        return response;
    }

    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        new() { Run = ToProto(await runs.GetAsync(request.RunId, context.CancellationToken)) };

    public override async Task ReadRun(
        ReadRunRequest request, IServerStreamWriter<ReadRunResponse> responseStream, ServerCallContext context)
    {
        var run = await runs.GetAsync(request.RunId, context.CancellationToken);
        var response = new ReadRunResponse();
        var hits = 0;
        await foreach (var topic in RunFiles.ReadTopicsAsync(runs.FolderOf(run.Id), context.CancellationToken))
        {
            response.Topics.Add(ToProto(topic));
            hits += topic.Hits.Count + 1;
            if (hits < MaxHitsPerMessage)
                continue;
            await responseStream.WriteAsync(response, context.CancellationToken);
            (response, hits) = (new ReadRunResponse(), 0);
        }

        if (response.Topics.Count > 0)
            await responseStream.WriteAsync(response, context.CancellationToken);
    }

    public override async Task<GetComparisonResponse> GetComparison(GetComparisonRequest request, ServerCallContext context)
    {
        var comparison = await runs.GetComparisonAsync(request.ComparisonId, context.CancellationToken);
        return new GetComparisonResponse
        {
            Comparison = new Proto.Comparison
            {
                Id = comparison.Id,
                Runs = { comparison.Runs.Select(ToProto) },
                Result = comparison.ToProto(),
            },
        };
    }

    public override async Task RenderReport(
        RenderReportRequest request, IServerStreamWriter<RenderReportResponse> responseStream, ServerCallContext context)
    {
        // A page is a few megabytes at most, and is made before the first byte goes out: a fault shows as one.
        var page = await reports.MakeAsync(request.RunIds, request.QueriesShown, request.WantedPrecision, context.CancellationToken);
        for (var start = 0; start < page.Length; start += PageBytesPerMessage)
        {
            var data = page.Slice(start, Math.Min(PageBytesPerMessage, page.Length - start));
            await responseStream.WriteAsync(new RenderReportResponse { Data = UnsafeByteOperations.UnsafeWrap(data) }, context.CancellationToken);
        }
    }

    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        if (request.TopK is < 0 or > MaxSearchResults)
            throw BenchException.Invalid($"top_k is {request.TopK}; it must be 1 to {MaxSearchResults}.", "top_k");
        var topK = request.TopK == 0 ? 10 : request.TopK;
        var hits = request.QueryCase switch
        {
            SearchRequest.QueryOneofCase.Text =>
                await search.ByTextAsync(request.Dataset, request.Model, request.Text, topK, context.CancellationToken),
            SearchRequest.QueryOneofCase.Image =>
                await search.ByImageAsync(request.Dataset, request.Model, request.Image.ToByteArray(), topK, context.CancellationToken),
            _ => throw BenchException.Invalid("query is not set: give a text or an image.", "query"),
        };
        return new SearchResponse { Hits = { hits.Select(ToProto) } };
    }

    private static Proto.Run ToProto(Run run) => new()
    {
        Id = run.Id,
        DatasetHash = run.DatasetHash,
        DatasetName = run.DatasetName,
        System = run.System.ToProto(),
        SystemName = run.SystemName,
        SystemHash = run.SystemHash,
        TopK = run.TopK,
        CreateTime = run.CreateTime.ToTimestamp(),
        Summary = run.Summary.ToProto(),
        Direction = run.Direction.ToProto(),
        Matching = run.Summary.Matching?.ToProto(),
    };

    private static Proto.RunTopic ToProto(RunTopic topic) => new()
    {
        QueryId = topic.QueryId,
        Hits = { topic.Hits.Select(ToProto) },
        Values = { topic.Values },
        DuplicateAwareValues = { topic.DuplicateAware },
        Relevant = topic.Relevant,
        RelevantRanks = { topic.RelevantRanks },
        Attributes = { topic.Attributes.ToDictionary() },
    };

    private static EvaluatorProto.Hit ToProto(Hit hit) => new() { DocumentId = hit.ImageId, Score = hit.Score };
}
