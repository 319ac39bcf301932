using System.Globalization;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>How fast vectors are written over gRPC, each request durable before it is acknowledged.</summary>
internal sealed class IndexUpsertBenchmark : IBenchmark
{
    private const int Dimension = 512;
    private const int BatchSize = 1000;

    public string Name => "index-upsert";

    public string Description => "Vectors written per second over gRPC on loopback, 512-d, durable when acknowledged: [vectors 200000] [rounds 5]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200_000;
        var rounds = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 5;
        using var folder = new TemporaryFolder();
        await using var service = await ServiceUnderTest.StartAsync(
            b => b.AddIndex(), a => a.MapIndex(), new Dictionary<string, string?> { ["Index:DataPath"] = folder.Path });
        var client = new IndexService.IndexServiceClient(service.Channel);

        // The requests are made before the clock starts: making vectors is not what is measured.
        var requests = new UpsertRequest[Math.Min(64, count / BatchSize)];
        for (var r = 0; r < requests.Length; r++)
        {
            requests[r] = new UpsertRequest();
            for (var i = 0; i < BatchSize; i++)
            {
                var values = new float[Dimension];
                RandomVectors.Fill(1, (r * BatchSize) + i, Dimension, values);
                requests[r].Vectors.Add(new Vector { Values = { values } });
            }
        }

        var samples = new Samples();
        for (var round = -1; round < rounds; round++)
        {
            await client.CreateCollectionAsync(new CreateCollectionRequest { Name = $"c{round}", Dimension = Dimension }, cancellationToken: cancellationToken);
            await (round < 0 ? new Samples() : samples).TimeAsync(() => WriteAsync(client, $"c{round}", requests, count, cancellationToken));
            await client.DeleteCollectionAsync(new DeleteCollectionRequest { Name = $"c{round}" }, cancellationToken: cancellationToken);
        }

        Console.WriteLine($"{count:N0} vectors, {Dimension}-d, {BatchSize} a request, one stream; client and server share the machine; median of {rounds}\n");
        Console.WriteLine("| case | s | CPU s | vectors/s | MB/s |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| upsert over gRPC | {samples.Median / 1000:F2} | {samples.CpuMedian / 1000:F2} | {count * 1000.0 / samples.Median:N0} | {count * Dimension * 4.0 / samples.Median / 1000:F0} |"));
    }

    private static async Task<long> WriteAsync(
        IndexService.IndexServiceClient client, string name, UpsertRequest[] requests, int count, CancellationToken cancellationToken)
    {
        using var call = client.Upsert(cancellationToken: cancellationToken);
        var acknowledged = 0L;
        var reading = Task.Run(
            async () =>
            {
                await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                    acknowledged += response.Upserted;
            },
            cancellationToken);
        for (var batch = 0; batch < count / BatchSize; batch++)
        {
            var request = requests[batch % requests.Length];
            request.Collection = name;
            for (var i = 0; i < BatchSize; i++)
                request.Vectors[i].Id = $"v{(batch * BatchSize) + i:D8}";
            await call.RequestStream.WriteAsync(request, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
        return acknowledged == count ? count : throw new InvalidOperationException($"{acknowledged} of {count} vectors acknowledged.");
    }
}
