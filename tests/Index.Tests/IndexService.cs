using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Testing;
using Hit = ImageSearchBench.Index.Collections.Hit;
using IndexClient = ImageSearchBench.Contracts.Index.V1.IndexService.IndexServiceClient;

namespace ImageSearchBench.Index.Tests;

/// <summary>The service over real gRPC on a folder of its own.</summary>
internal sealed class IndexService : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly ServiceUnderTest _service;

    private IndexService(ServiceUnderTest service, TemporaryFolder? folder)
    {
        _service = service;
        _folder = folder;
        Client = new IndexClient(service.Channel);
    }

    public IndexClient Client { get; }

    public static async Task<IndexService> StartAsync(string? dataPath = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var folder = dataPath is null ? new TemporaryFolder() : null;
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Index:DataPath"] = dataPath ?? folder!.Path };
        try
        {
            return new IndexService(await ServiceUnderTest.StartAsync(b => b.AddIndex(), a => a.MapIndex(), all), folder);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    public async Task CreateAsync(string name, int dimension, Metric metric = Metric.InnerProduct) =>
        await Client.CreateCollectionAsync(new CreateCollectionRequest { Name = name, Dimension = dimension, Metric = metric });

    /// <summary>Writes vectors on one stream, in requests of <paramref name="size"/>; returns what was acknowledged.</summary>
    public async Task<long> UpsertAsync(string name, IReadOnlyList<Vector> vectors, int size = 500)
    {
        using var call = Client.Upsert();
        var acknowledged = 0L;
        var reading = Task.Run(async () =>
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
                acknowledged += response.Upserted;
        });
        try
        {
            foreach (var part in vectors.Chunk(size))
                await call.RequestStream.WriteAsync(new UpsertRequest { Collection = name, Vectors = { part } });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The server has ended the stream; reading its answer says why.
        }

        await reading;
        return acknowledged;
    }

    public async Task<long> CountAsync(string name) =>
        (await Client.GetCollectionAsync(new GetCollectionRequest { Name = name })).Collection.Count;

    /// <summary>One query, without more settings.</summary>
    public async Task<Hit[]> SearchAsync(string name, float[] query, int topK) =>
        (await SearchAsync(name, new QueryBatch(query.Length, 1, query), new SearchSettings { TopK = topK }))[0];

    /// <summary>Searches on a stream, one request for every seven queries.</summary>
    public async Task<Hit[][]> SearchAsync(string name, QueryBatch queries, SearchSettings settings)
    {
        using var call = Client.StreamSearch();
        foreach (var part in Enumerable.Range(0, queries.Count).Chunk(7))
        {
            var request = new StreamSearchRequest { Collection = name, Settings = settings };
            request.Queries.AddRange(part.Select(q => new Query { Values = { queries.Row(q).ToArray() } }));
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        var rankings = new List<Hit[]>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            rankings.AddRange(response.Rankings.Select(r => r.Hits.Select(h => new Hit(h.Id, h.Score)).ToArray()));
        return [.. rankings];
    }

    /// <summary>The status that a call fails with.</summary>
    public async Task<Status> FailsAsync<T>(Func<IndexClient, AsyncUnaryCall<T>> call) => await FailsAsync(async c => await call(c));

    /// <summary>The status that a call fails with.</summary>
    public async Task<Status> FailsAsync(Func<IndexClient, Task> call)
    {
        try
        {
            await call(Client);
        }
        catch (RpcException e)
        {
            return e.Status;
        }

        throw new InvalidOperationException("The call did not fail.");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder?.Dispose();
    }
}
