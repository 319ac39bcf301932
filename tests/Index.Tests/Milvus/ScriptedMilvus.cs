using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Index.Milvus.Wire;
using Microsoft.AspNetCore.Http;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>
/// Behaves as Milvus' documented contract says, in memory, and does on demand what a real server does on bad days: it limits rates,
/// loads slowly, forgets what was loaded, refuses credentials, drops connections. Results with equal scores come in the wrong order
/// on purpose, since the contract promises none.
/// </summary>
internal sealed class ScriptedMilvus : MilvusService.MilvusServiceBase
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MemoryCollection> _collections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>What the next calls answer, by name of the call, before it works again.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<Func<MilvusStatus>>> Script { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each call came.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>The metadata of the last call.</summary>
    public Grpc.Core.Metadata LastMetadata { get; private set; } = [];

    /// <summary>The expected <c>authorization</c>; null: anybody may call.</summary>
    public string? Authorization { get; set; }

    /// <summary>How often the load state is asked for until a collection is loaded.</summary>
    public int PollsUntilLoaded { get; set; }

    /// <summary>Rows of each write, in order.</summary>
    public ConcurrentQueue<int> WrittenRows { get; } = new();

    /// <summary>Consistency levels of reads.</summary>
    public ConcurrentQueue<ConsistencyLevel> ReadLevels { get; } = new();

    public CreateIndexRequest? LastIndex { get; private set; }

    public SearchRequest? LastSearch { get; private set; }

    /// <summary>Lets the next calls of a name fail with a code.</summary>
    public void Fail(string call, int times, MilvusStatus status)
    {
        var queue = Script.GetOrAdd(call, _ => new());
        for (var i = 0; i < times; i++)
            queue.Enqueue(() => status);
    }

    /// <summary>Drops the connection at the next call of a name.</summary>
    public void Drop(string call) => Script.GetOrAdd(call, _ => new()).Enqueue(() => throw new OperationCanceledException("drop"));

    /// <summary>Forgets what was loaded, as a server that began anew.</summary>
    public void Release()
    {
        lock (_lock)
        {
            foreach (var collection in _collections.Values)
                collection.Loaded = false;
        }
    }

    public override Task<ConnectResponse> Connect(ConnectRequest request, ServerCallContext context) =>
        Answer("Connect", context, s => new ConnectResponse { Status = s, Identifier = 4711, ServerInfo = new ServerInfo { BuildTags = "v2.6.0" } });

    public override Task<MilvusStatus> CreateCollection(CreateCollectionRequest request, ServerCallContext context) => Answer("CreateCollection", context, s =>
    {
        if (s.Code == 0)
            _collections.TryAdd(request.CollectionName, new MemoryCollection(CollectionSchema.Parser.ParseFrom(request.Schema)));
        return s;
    });

    public override Task<MilvusStatus> DropCollection(DropCollectionRequest request, ServerCallContext context) => Answer("DropCollection", context, s =>
        s.Code != 0 || _collections.Remove(request.CollectionName) ? s : NotFound());

    public override Task<DescribeCollectionResponse> DescribeCollection(DescribeCollectionRequest request, ServerCallContext context) =>
        Answer("DescribeCollection", context, s =>
        {
            var collection = Find(request.CollectionName);
            return s.Code != 0 || collection is null
                ? new DescribeCollectionResponse { Status = s.Code != 0 ? s : NotFound() }
                : new DescribeCollectionResponse { Status = s, Schema = collection.Schema, CollectionName = collection.Schema.Name };
        });

    public override Task<ShowCollectionsResponse> ShowCollections(ShowCollectionsRequest request, ServerCallContext context) =>
        Answer("ShowCollections", context, s => new ShowCollectionsResponse { Status = s, CollectionNames = { _collections.Keys.Append("somebody_elses") } });

    public override Task<MilvusStatus> CreateAlias(CreateAliasRequest request, ServerCallContext context) => Answer("CreateAlias", context, s =>
    {
        if (!_aliases.TryAdd(request.Alias, request.CollectionName))
            return new MilvusStatus { Code = 1602, Reason = "alias already exists" };
        return s;
    });

    public override Task<MilvusStatus> AlterAlias(AlterAliasRequest request, ServerCallContext context) => Answer("AlterAlias", context, s =>
    {
        if (!_aliases.ContainsKey(request.Alias))
            return new MilvusStatus { Code = 1600, Reason = "alias not found" };
        _aliases[request.Alias] = request.CollectionName;
        return s;
    });

    public override Task<MilvusStatus> DropAlias(DropAliasRequest request, ServerCallContext context) => Answer("DropAlias", context, s =>
    {
        _aliases.Remove(request.Alias);
        return s;
    });

    public override Task<MilvusStatus> CreateIndex(CreateIndexRequest request, ServerCallContext context) => Answer("CreateIndex", context, s =>
    {
        LastIndex = request;
        Find(request.CollectionName)!.Metric = request.ExtraParams.Single(p => p.Key == "metric_type").Value;
        return s;
    });

    public override Task<MilvusStatus> LoadCollection(LoadCollectionRequest request, ServerCallContext context) => Answer("LoadCollection", context, s =>
    {
        var collection = Find(request.CollectionName);
        if (collection is null)
            return NotFound();
        if (collection.Metric is null)
            return new MilvusStatus { Code = 700, Reason = "index not found" };
        collection.PollsLeft = PollsUntilLoaded;
        collection.Loaded = PollsUntilLoaded == 0;
        return s;
    });

    public override Task<GetLoadStateResponse> GetLoadState(GetLoadStateRequest request, ServerCallContext context) => Answer("GetLoadState", context, s =>
    {
        var collection = Find(request.CollectionName)!;
        if (!collection.Loaded && collection.PollsLeft-- <= 0)
            collection.Loaded = true;
        return new GetLoadStateResponse { Status = s, State = collection.Loaded ? LoadState.Loaded : LoadState.Loading };
    });

    public override Task<GetLoadingProgressResponse> GetLoadingProgress(GetLoadingProgressRequest request, ServerCallContext context) =>
        Answer("GetLoadingProgress", context, s => new GetLoadingProgressResponse { Status = s, Progress = 50 });

    public override Task<MutationResult> Upsert(UpsertRequest request, ServerCallContext context) => Answer("Upsert", context, s =>
    {
        if (s.Code != 0)
            return new MutationResult { Status = s };
        var collection = Find(request.CollectionName);
        if (collection is null)
            return new MutationResult { Status = NotFound() };
        collection.Write(request);
        WrittenRows.Enqueue((int)request.NumRows);
        return new MutationResult { Status = s, UpsertCnt = request.NumRows };
    });

    public override Task<MutationResult> Delete(DeleteRequest request, ServerCallContext context) => Answer("Delete", context, s =>
    {
        var ids = MemoryCollection.Literals(request.Expr);
        foreach (var id in ids)
            Find(request.CollectionName)!.Rows.Remove(id);

        // As the real server: what was asked for, not what was there.
        return new MutationResult { Status = s, DeleteCnt = ids.Length };
    });

    public override Task<QueryResults> Query(QueryRequest request, ServerCallContext context) => Answer("Query", context, s =>
    {
        ReadLevels.Enqueue(request.ConsistencyLevel);
        return s.Code != 0 ? new QueryResults { Status = s } : Loaded(request.CollectionName) is { } fault ? new QueryResults { Status = fault }
            : new QueryResults { Status = s, FieldsData = { Find(request.CollectionName)!.Query(request) } };
    });

    public override Task<SearchResults> Search(SearchRequest request, ServerCallContext context) => Answer("Search", context, s =>
    {
        LastSearch = request;
        ReadLevels.Enqueue(request.ConsistencyLevel);
        return s.Code != 0 ? new SearchResults { Status = s } : Loaded(request.CollectionName) is { } fault ? new SearchResults { Status = fault }
            : new SearchResults { Status = s, Results = Find(request.CollectionName)!.Search(request) };
    });

    private static MilvusStatus NotFound() => new() { Code = 100, ErrorCode = 4, Reason = "collection not found" };

    private MemoryCollection? Find(string name) =>
        _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name));

    private MilvusStatus? Loaded(string name) =>
        Find(name) is not { } collection ? NotFound() : collection.Loaded ? null : new MilvusStatus { Code = 101, Reason = "collection not loaded" };

    private async Task<T> Answer<T>(string call, ServerCallContext context, Func<MilvusStatus, T> answer)
    {
        await Task.CompletedTask;
        Calls.AddOrUpdate(call, 1, (_, n) => n + 1);
        LastMetadata = context.RequestHeaders;
        if (Authorization is not null && context.RequestHeaders.GetValue("authorization") != Authorization)
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unauthenticated, "auth check failure"));
        var status = new MilvusStatus();
        if (Script.TryGetValue(call, out var queue) && queue.TryDequeue(out var next))
        {
            try
            {
                status = next();
            }
            catch (OperationCanceledException)
            {
                context.GetHttpContext().Abort();
            }
        }

        lock (_lock)
            return answer(status);
    }
}
