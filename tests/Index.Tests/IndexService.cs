using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Testing;
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
        return new IndexService(await ServiceUnderTest.StartAsync(b => b.AddIndex(), a => a.MapIndex(), all), folder);
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
        foreach (var part in vectors.Chunk(size))
            await call.RequestStream.WriteAsync(new UpsertRequest { Collection = name, Vectors = { part } });
        await call.RequestStream.CompleteAsync();
        await reading;
        return acknowledged;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder?.Dispose();
    }
}
