using System.Diagnostics;
using System.Globalization;
using ImageSearchBench.Index;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Duplicates;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>How long it takes to find all near-duplicates.</summary>
internal sealed class IndexDuplicatesBenchmark : IBenchmark
{
    private const int Dimension = 512;

    public string Name => "index-duplicates";

    public string Description => "Near-duplicate groups, 512-d, one vector in ten a copy with noise: [vectors 100000] [min cosine 0.95]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var minCosine = arguments.Count > 1 ? float.Parse(arguments[1], CultureInfo.InvariantCulture) : 0.95f;
        using var folder = new TemporaryFolder();
        await using var service = await ServiceUnderTest.StartAsync(
            b => b.AddIndex(), a => a.MapIndex(), new Dictionary<string, string?> { ["Index:DataPath"] = folder.Path });
        var store = service.Services.GetServices<IVectorStore>().Single(s => s.Kind == StoreKind.Embedded);
        await store.CreateAsync(
            new CollectionSettings("c", Dimension, VectorMetric.InnerProduct, StoreKind.Embedded, new Dictionary<string, string>()), cancellationToken);
        var noise = new float[Dimension];
        for (var first = 0; first < count; first += 1000)
        {
            var values = new float[1000 * Dimension];
            RandomVectors.Fill(1, first, Dimension, values);
            for (var i = 9; i < 1000; i += 10)
            {
                RandomVectors.Fill(3, first + i, Dimension, noise);
                for (var k = 0; k < Dimension; k++)
                    values[(i * Dimension) + k] = values[((i - 9) * Dimension) + k] + (0.1f * noise[k]);
            }

            await store.UpsertAsync("c", [VectorBatch.WithoutLabels(Dimension, [.. Enumerable.Range(first, 1000).Select(i => $"v{i:D8}")], values)], cancellationToken);
        }

        var start = Stopwatch.GetTimestamp();
        var groups = 0;
        await foreach (var step in store.FindDuplicatesAsync("c", new DuplicateOptions(minCosine, VectorBatch.NoLabels), cancellationToken))
            groups += step.Groups.Count;
        var time = Stopwatch.GetElapsedTime(start);
        Console.WriteLine("| vectors | least cosine | groups | s |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count:N0} | {minCosine} | {groups:N0} | {time.TotalSeconds:F1} |"));
    }
}
