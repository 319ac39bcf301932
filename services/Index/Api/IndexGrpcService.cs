using Google.Protobuf.Collections;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Copying;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Api;

/// <summary>The contract's calls.</summary>
internal sealed class IndexGrpcService(CollectionCatalog catalog, CollectionCopier copier, IndexMetrics metrics, IOptions<IndexOptions> options) : IndexService.IndexServiceBase
{
    private const int MaxDeletedIds = 10_000;
    private const int MaxFetchedIds = 1_000;
    private const int MaxFetchedBytes = 4 << 20;
    private const int MaxQueries = 256;
    private const int MaxResults = 500_000;

    public override async Task<CreateCollectionResponse> CreateCollection(CreateCollectionRequest request, ServerCallContext context) =>
        new() { Collection = Mapping.ToMessage(await catalog.CreateAsync(Mapping.ToSettings(request, options.Value.DefaultStore), context.CancellationToken)) };

    public override async Task<GetCollectionResponse> GetCollection(GetCollectionRequest request, ServerCallContext context)
    {
        var info = await catalog.GetAsync(request.Name, context.CancellationToken);
        return new GetCollectionResponse { Collection = Mapping.ToMessage(info) };
    }

    public override async Task<ListCollectionsResponse> ListCollections(ListCollectionsRequest request, ServerCallContext context)
    {
        if (request.PageSize < 0)
            throw BenchException.Invalid("page_size is negative.", "page_size");
        var size = request.PageSize == 0 ? 100 : Math.Min(request.PageSize, 1000);
        var (page, more) = await catalog.ListAsync(request.PageToken, size, context.CancellationToken);
        return new ListCollectionsResponse
        {
            Collections = { page.Select(Mapping.ToMessage) },
            NextPageToken = more ? page[^1].Settings.Name : "",
        };
    }

    public override async Task<DeleteCollectionResponse> DeleteCollection(DeleteCollectionRequest request, ServerCallContext context)
    {
        await catalog.DeleteAsync(request.Name, context.CancellationToken);
        return new DeleteCollectionResponse();
    }

    public override Task Upsert(
        IAsyncStreamReader<UpsertRequest> requestStream, IServerStreamWriter<UpsertResponse> responseStream, ServerCallContext context) =>
        new UpsertCall(catalog, metrics).RunAsync(requestStream, responseStream, context.CancellationToken);

    public override async Task<DeleteVectorsResponse> DeleteVectors(DeleteVectorsRequest request, ServerCallContext context)
    {
        CheckIds(request.Ids, MaxDeletedIds);
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        var deleted = await store.DeleteVectorsAsync(collection.Name, request.Ids, context.CancellationToken);
        return new DeleteVectorsResponse { Deleted = deleted };
    }

    public override async Task<FetchVectorsResponse> FetchVectors(FetchVectorsRequest request, ServerCallContext context)
    {
        CheckIds(request.Ids, MaxFetchedIds);
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        var most = MaxFetchedBytes / (collection.Dimension * sizeof(float));
        if (request.Ids.Count > most)
            throw BenchException.Invalid($"{request.Ids.Count} ids: at most {most} of dimension {collection.Dimension} in one call, which is 4 MB.", "ids");
        var batch = await store.FetchAsync(collection.Name, request.Ids, context.CancellationToken);
        return new FetchVectorsResponse { Vectors = { Mapping.ToMessages(batch) } };
    }

    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        if (request.Queries.Count > MaxQueries)
            throw BenchException.Invalid($"{request.Queries.Count} queries: at most {MaxQueries}; send more on StreamSearch.", "queries");
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        var queries = Mapping.ToQueries(request.Queries, collection);
        var settings = Mapping.ToOptions(request.Settings);
        if ((long)queries.Count * settings.TopK > MaxResults)
            throw BenchException.Invalid($"{queries.Count} queries with {settings.TopK} results each: at most {MaxResults} results in all; send more on StreamSearch.", "queries");
        var rankings = await metrics.SearchAsync(queries.Count, () => store.SearchAsync(collection.Name, queries, settings, context.CancellationToken));
        return new SearchResponse { Rankings = { rankings.Select(Mapping.ToMessage) } };
    }

    public override Task StreamSearch(
        IAsyncStreamReader<StreamSearchRequest> requestStream, IServerStreamWriter<StreamSearchResponse> responseStream, ServerCallContext context) =>
        new StreamSearchCall(catalog, metrics).RunAsync(requestStream, responseStream, context.CancellationToken);

    public override async Task FindDuplicates(
        FindDuplicatesRequest request, IServerStreamWriter<FindDuplicatesResponse> responseStream, ServerCallContext context)
    {
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        await foreach (var step in store.FindDuplicatesAsync(collection.Name, Mapping.ToOptions(request), context.CancellationToken))
        {
            foreach (var response in Mapping.ToMessages(step))
                await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override async Task CopyCollection(
        CopyCollectionRequest request, IServerStreamWriter<CopyCollectionResponse> responseStream, ServerCallContext context)
    {
        var steps = copier.CopyAsync(
            request.Source, request.Target, Mapping.ToStore(request.Store), new Dictionary<string, string>(request.Parameters, StringComparer.Ordinal),
            context.CancellationToken);
        await foreach (var step in steps)
        {
            var response = new CopyCollectionResponse { Copied = step.Copied, Total = step.Total };
            if (step.Copy is { } copy)
                response.Collection = Mapping.ToMessage(copy);
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override async Task<CompactCollectionResponse> CompactCollection(CompactCollectionRequest request, ServerCallContext context)
    {
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        return new CompactCollectionResponse { Collection = Mapping.ToMessage(await store.CompactAsync(collection.Name, context.CancellationToken)) };
    }

    public override async Task<VerifyCollectionResponse> VerifyCollection(VerifyCollectionRequest request, ServerCallContext context)
    {
        var (store, collection) = await catalog.ResolveAsync(request.Collection, context.CancellationToken);
        return new VerifyCollectionResponse { Collection = Mapping.ToMessage(await store.VerifyAsync(collection.Name, context.CancellationToken)) };
    }

    public override async Task<SetAliasResponse> SetAlias(SetAliasRequest request, ServerCallContext context)
    {
        await catalog.SetAliasAsync(request.Alias, request.Collection, context.CancellationToken);
        return new SetAliasResponse();
    }

    public override async Task<DeleteAliasResponse> DeleteAlias(DeleteAliasRequest request, ServerCallContext context)
    {
        await catalog.DeleteAliasAsync(request.Alias, context.CancellationToken);
        return new DeleteAliasResponse();
    }

    private static void CheckIds(RepeatedField<string> ids, int limit)
    {
        if (ids.Count > limit)
            throw BenchException.Invalid($"{ids.Count} ids: at most {limit} in one call.", "ids");
        foreach (var id in ids)
            VectorRules.CheckId(id, "ids");
    }
}
