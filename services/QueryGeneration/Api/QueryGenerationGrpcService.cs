using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>The contract's front: maps messages to the domain and back.</summary>
internal sealed class QueryGenerationGrpcService : QueryGenerationService.QueryGenerationServiceBase
{
    public override async Task ComposeLabelQueries(
        IAsyncStreamReader<ComposeLabelQueriesRequest> requestStream,
        IServerStreamWriter<ComposeLabelQueriesResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(LabelQueryMapping.Compose(request), context.CancellationToken);
    }
}
