using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>The contract's front; each group of calls has its own class.</summary>
internal sealed class QueryGenerationGrpcService(CaptionCalls captions, TopicCalls topics, WritingCalls writing, JudgeCalls judging, ModelCalls models)
    : QueryGenerationService.QueryGenerationServiceBase
{
    public override async Task ComposeLabelQueries(
        IAsyncStreamReader<ComposeLabelQueriesRequest> requestStream,
        IServerStreamWriter<ComposeLabelQueriesResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(LabelQueryMapping.Compose(request), context.CancellationToken);
    }

    public override Task GenerateCaptions(
        IAsyncStreamReader<GenerateCaptionsRequest> requestStream, IServerStreamWriter<GenerateCaptionsResponse> responseStream, ServerCallContext context) =>
        captions.GenerateAsync(requestStream, responseStream, context.CancellationToken);

    public override Task GenerateTopics(GenerateTopicsRequest request, IServerStreamWriter<GenerateTopicsResponse> responseStream, ServerCallContext context) =>
        topics.GenerateTopicsAsync(request, responseStream, context.CancellationToken);

    public override Task GenerateObjects(GenerateObjectsRequest request, IServerStreamWriter<GenerateObjectsResponse> responseStream, ServerCallContext context) =>
        topics.GenerateObjectsAsync(request, responseStream, context.CancellationToken);

    public override Task GenerateNaturalQueries(
        IAsyncStreamReader<GenerateNaturalQueriesRequest> requestStream, IServerStreamWriter<GenerateNaturalQueriesResponse> responseStream, ServerCallContext context) =>
        writing.GenerateNaturalAsync(requestStream, responseStream, context.CancellationToken);

    public override Task ParaphraseQueries(
        IAsyncStreamReader<ParaphraseQueriesRequest> requestStream, IServerStreamWriter<ParaphraseQueriesResponse> responseStream, ServerCallContext context) =>
        writing.ParaphraseAsync(requestStream, responseStream, context.CancellationToken);

    public override Task JudgeRelevance(
        IAsyncStreamReader<JudgeRelevanceRequest> requestStream, IServerStreamWriter<JudgeRelevanceResponse> responseStream, ServerCallContext context) =>
        judging.JudgeRelevanceAsync(requestStream, responseStream, context.CancellationToken);

    public override Task JudgeCaptions(
        IAsyncStreamReader<JudgeCaptionsRequest> requestStream, IServerStreamWriter<JudgeCaptionsResponse> responseStream, ServerCallContext context) =>
        judging.JudgeCaptionsAsync(requestStream, responseStream, context.CancellationToken);

    public override Task<ListLanguageModelsResponse> ListLanguageModels(ListLanguageModelsRequest request, ServerCallContext context) =>
        Task.FromResult(models.List());

    public override Task<CheckLanguageModelResponse> CheckLanguageModel(CheckLanguageModelRequest request, ServerCallContext context) =>
        models.CheckAsync(request, context.CancellationToken);

    public override Task<EstimateCostResponse> EstimateCost(EstimateCostRequest request, ServerCallContext context) =>
        Task.FromResult(models.Estimate(request));

    public override Task<GetLedgerResponse> GetLedger(GetLedgerRequest request, ServerCallContext context) =>
        Task.FromResult(models.Ledger(request));

    public override Task ExportRecording(
        ExportRecordingRequest request, IServerStreamWriter<ExportRecordingResponse> responseStream, ServerCallContext context) =>
        models.ExportRecordingAsync(request, responseStream, context.CancellationToken);
}
