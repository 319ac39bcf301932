using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Orchestrator;

/// <summary>Reads the metadata of a collection of photos and chooses from it, with one photo in twenty turning out to be unusable.</summary>
internal sealed class SelectBenchmark : IBenchmark
{
    private static readonly int[] Wanted = [1_000, 10_000, 100_000];

    public string Name => "orchestrator-select";

    public string Description => "chooses photos by place and time from a metadata file [photos=10000000]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var photos = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000_000;
        using var folder = new TemporaryFolder();
        var path = folder["metadata.jsonl"];
        await WriteAsync(path, photos, cancellationToken);

        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await using var file = await PhotoFile.OpenAsync(path, cancellationToken);
        var table = await PhotoTable.ReadAsync(
            file,
            new PhotoGrain(PlaceGrain.Geohash, 5, TimeGrain.Hour),
            seed: 1,
            _ => null,
            new ProgressTracker(TimeProvider.System).Begin("read", 0),
            cancellationToken);
        var read = watch.Elapsed;
        Console.WriteLine($"{table.Count:N0} photos, {new FileInfo(path).Length / 1e6:N0} MB: read and shuffled in {read.TotalSeconds:F1} s");
        Console.WriteLine("| wanted | by place | by time | at random | rounds | choosing, s | with reading, s |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var wanted in Wanted)
        {
            watch.Restart();
            var (selection, rounds) = Choose(table, wanted, cancellationToken);
            Console.WriteLine(
                $"| {wanted:N0} | {selection.ByPlace:N0} | {selection.ByTime:N0} | {selection.AtRandom:N0} | {rounds} | {watch.Elapsed.TotalSeconds:F1} | {(read + watch.Elapsed).TotalSeconds:F1} |");
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"peak memory {process.PeakWorkingSet64 / 1e6:N0} MB, CPU {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F1} s");
    }

    private static (Selection Selection, int Rounds) Choose(PhotoTable table, int wanted, CancellationToken cancellationToken)
    {
        var selector = new DiverseSelector(table.Places, table.Times);
        var excluded = new BitArray(table.Count);
        for (var rounds = 1; ; rounds++)
        {
            var selection = selector.Select(wanted, excluded, cancellationToken);
            var bad = selection.Positions.Where(p => table.Offsets[p] % 20 == 7 && !excluded[p]).ToArray();
            if (bad.Length == 0)
                return (selection, rounds);
            foreach (var p in bad)
                excluded[p] = true;
        }
    }

    // Outings of about twenty photos each at one of 30,000 places, minutes apart.
    private static async Task WriteAsync(string path, int photos, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        var (lat, lon, place, time) = (0.0, 0.0, 0, new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Unspecified));
        for (var i = 0; i < photos; i++)
        {
            if (i % 100_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (random.Next(20) == 0)
            {
                place = random.Next(30_000);
                (lat, lon) = (((place * 7919) % 130_000 / 1000.0) - 65, ((place * 104_729L) % 360_000 / 1000.0) - 180);
                time = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.Next(5_000_000));
            }

            time = time.AddMinutes(random.Next(6));
            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"image":"{{place % 1000:000}}/{{i:00000000}}.jpg","time":"{{time:yyyy-MM-ddTHH:mm:ss}}","lat":{{lat + (random.NextDouble() / 100):F5}},"lon":{{lon + (random.NextDouble() / 100):F5}},"place":"Place {{place}}"}"""));
            file.Write('\n');
        }
    }
}
