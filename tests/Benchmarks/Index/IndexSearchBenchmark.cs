using System.Globalization;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Hit = ImageSearchBench.Index.Collections.Hit;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Exact top-100 of the embedded store against Faiss.</summary>
internal sealed class IndexSearchBenchmark : IBenchmark
{
    private const int Dimension = 512;
    private const int TopK = 100;
    private const int Threads = 2;

    public string Name => "index-search";

    public string Description => "Exact search against Debian's Faiss, default and tuned, 512-d, k = 100, 2 threads: [vectors 100000] [rounds 5] [queries 1000]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = Argument(arguments, 0, 100_000);
        var rounds = Argument(arguments, 1, 5);
        var batch = Argument(arguments, 2, 1000);
        using var folder = new TemporaryFolder();
        RandomVectors.Write(folder["vectors.f32"], 1, count, Dimension);
        RandomVectors.Write(folder["queries.f32"], 2, batch, Dimension);
        var queryValues = new float[batch * Dimension];
        RandomVectors.Fill(2, 0, Dimension, queryValues);

        await using var service = await ServiceUnderTest.StartAsync(
            b => b.AddIndex(), a => a.MapIndex(),
            new Dictionary<string, string?> { ["Index:DataPath"] = folder["index"], ["Index:SearchThreads"] = $"{Threads}" });
        var store = service.Services.GetServices<IVectorStore>().Single(s => s.Kind == StoreKind.Embedded);
        await FillAsync(store, "float", "false", count, cancellationToken);
        await FillAsync(store, "int8", "true", count, cancellationToken);
        using var faiss = await FaissProcess.StartAsync(Dimension, folder["vectors.f32"], folder["queries.f32"], Threads);

        var options = new SearchOptions(TopK, null, VectorBatch.NoLabels, false);
        var all = new QueryBatch(Dimension, batch, queryValues);
        var one = new QueryBatch(Dimension, 1, queryValues[..Dimension]);
        var client = new IndexService.IndexServiceClient(service.Channel);
        var request = new StreamSearchRequest { Collection = "float", Settings = new SearchSettings { TopK = TopK } };
        for (var i = 0; i < batch; i++)
            request.Queries.Add(new Query { Values = { queryValues[(i * Dimension)..((i + 1) * Dimension)] } });
        Samples ourBatch = new(), grpcBatch = new(), defaultBatch = new(), tunedBatch = new(), ourOne = new(), int8One = new(), faissOne = new();
        for (var round = -1; round < rounds; round++)
        {
            // The round before the first warms up, until the runtime has optimised what is slow at first, and compares results.
            var warm = round < 0;
            var hits = await (warm ? new Samples() : ourBatch).TimeAsync(() => store.SearchAsync("float", all, options, cancellationToken));
            for (var i = 0; i < (warm ? 4 : 1); i++)
                await (warm ? new Samples() : grpcBatch).TimeAsync(() => SearchOverGrpcAsync(client, request, cancellationToken));
            var tuned = await faiss.SearchAsync("tuned", batch, TopK);
            var standard = await faiss.SearchAsync("default", batch, TopK);
            if (warm)
            {
                Compare(hits[0], tuned.First);
            }
            else
            {
                tunedBatch.Add(tuned.Time, tuned.Cpu);
                defaultBatch.Add(standard.Time, standard.Cpu);
            }

            for (var i = 0; i < 5; i++)
            {
                await (warm ? new Samples() : ourOne).TimeAsync(() => store.SearchAsync("float", one, options, cancellationToken));
                var coded = await (warm ? new Samples() : int8One).TimeAsync(() => store.SearchAsync("int8", one, options, cancellationToken));
                Compare(coded[0], [.. hits[0].Select(h => int.Parse(h.Id.AsSpan(1), CultureInfo.InvariantCulture))]);
                var single = await faiss.SearchAsync("default", 1, TopK);
                if (!warm)
                    faissOne.Add(single.Time, single.Cpu);
            }
        }

        Console.WriteLine($"{count:N0} vectors, {Dimension}-d, k = {TopK}, {Threads} threads, Faiss {faiss.Version}, medians of {rounds} rounds\n");
        Console.WriteLine("| case | ms | CPU ms | queries/s | against |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Line($"{batch} queries, Faiss default", defaultBatch, batch, "");
        Line($"{batch} queries, Faiss tuned", tunedBatch, batch, "");
        Line($"{batch} queries, embedded store", ourBatch, batch, $"{tunedBatch.Median / ourBatch.Median:F2} × Faiss tuned (CPU {tunedBatch.CpuMedian / ourBatch.CpuMedian:F2} ×)");
        Line($"{batch} queries, over gRPC", grpcBatch, batch, $"{100 * ourBatch.Median / grpcBatch.Median:F0} % of the store's own API");
        Line("1 query, Faiss default", faissOne, 1, "");
        Line("1 query, embedded store without int8", ourOne, 1, $"{faissOne.Median / ourOne.Median:F1} × Faiss (CPU {faissOne.CpuMedian / ourOne.CpuMedian:F1} ×)");
        Line("1 query, embedded store with int8", int8One, 1, $"{faissOne.Median / int8One.Median:F1} × Faiss (CPU {faissOne.CpuMedian / int8One.CpuMedian:F1} ×)");
    }

    private static void Line(string name, Samples samples, int queries, string against) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {samples.Median:F1} | {samples.CpuMedian:F1} | {queries * 1000 / samples.Median:F0} | {against} |"));

    private static int Argument(IReadOnlyList<string> arguments, int index, int standard) =>
        arguments.Count > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : standard;

    private static async Task FillAsync(IVectorStore store, string name, string int8, int count, CancellationToken cancellationToken)
    {
        await store.CreateAsync(
            new CollectionSettings(name, Dimension, VectorMetric.InnerProduct, StoreKind.Embedded, new Dictionary<string, string> { ["int8"] = int8 }),
            cancellationToken);
        for (var first = 0; first < count; first += 4096)
        {
            var size = Math.Min(4096, count - first);
            var values = new float[size * Dimension];
            RandomVectors.Fill(1, first, Dimension, values);
            var ids = Enumerable.Range(first, size).Select(i => $"v{i:D8}").ToArray();
            await store.UpsertAsync(name, [VectorBatch.WithoutLabels(Dimension, ids, values)], cancellationToken);
        }
    }

    private static async Task<int> SearchOverGrpcAsync(IndexService.IndexServiceClient client, StreamSearchRequest request, CancellationToken cancellationToken)
    {
        using var call = client.StreamSearch(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(request, cancellationToken);
        await call.RequestStream.CompleteAsync();
        var rankings = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            rankings += response.Rankings.Count;
        return rankings == request.Queries.Count ? rankings : throw new InvalidOperationException($"{rankings} rankings for {request.Queries.Count} queries.");
    }

    private static void Compare(Hit[] ours, int[] theirs)
    {
        // Faiss sums in float32: neighbours within its rounding may change places, the set may not.
        var rows = ours.Select(h => int.Parse(h.Id.AsSpan(1), CultureInfo.InvariantCulture)).ToHashSet();
        if (rows.Count != theirs.Length || theirs.Count(rows.Contains) < theirs.Length - 1)
            throw new InvalidOperationException("The results differ from those compared with.");
    }
}
