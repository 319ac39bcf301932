using System.Diagnostics;
using System.Globalization;
using ImageSearchBench.Index;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>How fast a collection opens, and what memory it takes when all of it was searched.</summary>
internal sealed class IndexMemoryBenchmark : IBenchmark
{
    private const int Dimension = 512;

    public string Name => "index-memory";

    public string Description => "Time to open a collection, and memory beside its vectors, 512-d, with and without int8: [vectors 1000000]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        using var folder = new TemporaryFolder();
        Console.WriteLine($"{count:N0} vectors, {Dimension}-d: {count * Dimension * 4.0 / 1e6:F0} MB of vectors\n");
        Console.WriteLine("| case | opened in | memory | beside the vectors |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var int8 in (string[])["false", "true"])
        {
            await using (var writing = await StartAsync(folder.Path))
                await FillAsync(Store(writing), int8, count, cancellationToken);
            await using var reading = await StartAsync(folder.Path);
            var store = Store(reading);
            var before = ResidentBytes();
            var start = Stopwatch.GetTimestamp();
            var info = await store.FindAsync("c" + int8, cancellationToken);
            var opened = Stopwatch.GetElapsedTime(start);
            var values = new float[Dimension];
            RandomVectors.Fill(2, 0, Dimension, values);
            for (var i = 0; i < 3; i++)
                await store.SearchAsync("c" + int8, new QueryBatch(Dimension, 1, values), new SearchOptions(100, null, VectorBatch.NoLabels, false), cancellationToken);
            var memory = ResidentBytes() - before;
            var vectors = (double)info!.Count * Dimension * sizeof(float);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(int8 == "true" ? "with int8" : "without int8")} | {opened.TotalMilliseconds:F0} ms | {memory / 1e6:F0} MB | {100 * ((memory / vectors) - 1):F1} % |"));
        }
    }

    private static Task<ServiceUnderTest> StartAsync(string path) => ServiceUnderTest.StartAsync(
        b => b.AddIndex(), a => a.MapIndex(), new Dictionary<string, string?> { ["Index:DataPath"] = path });

    private static IVectorStore Store(ServiceUnderTest service) => service.Services.GetServices<IVectorStore>().Single(s => s.Kind == StoreKind.Embedded);

    /// <summary>Memory of this process that is in RAM, mapped files included.</summary>
    private static long ResidentBytes()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static async Task FillAsync(IVectorStore store, string int8, int count, CancellationToken cancellationToken)
    {
        var name = "c" + int8;
        await store.CreateAsync(
            new CollectionSettings(name, Dimension, VectorMetric.InnerProduct, StoreKind.Embedded, new Dictionary<string, string> { ["int8"] = int8 }), cancellationToken);
        for (var first = 0; first < count; first += 4096)
        {
            var size = Math.Min(4096, count - first);
            var values = new float[size * Dimension];
            RandomVectors.Fill(1, first, Dimension, values);
            await store.UpsertAsync(
                name, [VectorBatch.WithoutLabels(Dimension, [.. Enumerable.Range(first, size).Select(i => $"v{i:D8}")], values)], cancellationToken);
        }
    }
}
