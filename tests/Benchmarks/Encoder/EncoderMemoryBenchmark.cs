using ImageSearchBench.Contracts.Encoder.V1;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>Resident memory while many photos go through one stream after another.</summary>
internal sealed class EncoderMemoryBenchmark : IBenchmark
{
    private const int PerStream = 1000;
    private const int Settled = 10_000;

    public string Name => "encoder-memory";

    public string Description => "resident memory over many photos FOLDER(of a model) [images=10000]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments.Count == 0)
            throw new ArgumentException("Name the folder of a model that can be added.", nameof(arguments));
        await using var bench = await EncoderBench.StartAsync();
        var model = (await bench.Client.AddModelAsync(new AddModelRequest { Directory = arguments[0] }, cancellationToken: cancellationToken)).Model.Name;
        ReadOnlyMemory<byte>[] photos = [.. EncoderBench.Photos().Select(f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)))];
        Console.WriteLine("| photos | resident MiB | managed heap MiB | photos/s | resident ÷ first |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var first = 0L;
        var settled = new List<double>();
        for (var done = 0; done < EncoderBench.Argument(arguments, 1, 10000);)
        {
            var images = Enumerable.Range(done, PerStream).Select(i => photos[i % photos.Length]).ToArray();
            var (seconds, outcomes) = await bench.StreamImagesAsync(model, images, cancellationToken);
            if (outcomes.Any(o => o.Embedding is null))
                throw new InvalidOperationException("A photo was refused: " + outcomes.First(o => o.Embedding is null).Error.Message);
            done += PerStream;
            first = first == 0 ? Environment.WorkingSet : first;
            Console.WriteLine($"| {done} | {Environment.WorkingSet / 1048576.0:F0} | {GC.GetTotalMemory(forceFullCollection: false) / 1048576.0:F0} | {PerStream / seconds:F0} | {(double)Environment.WorkingSet / first:F3} |");
            if (done >= Settled)
                settled.Add(Environment.WorkingSet / 1048576.0);
        }

        if (settled.Count < 2)
            return;
        // Least squares: single readings go up and down with what the collector has not collected yet.
        var middle = (settled.Count - 1) / 2.0;
        var slope = settled.Select((mib, i) => (i - middle) * (mib - settled.Average())).Sum() / settled.Select((_, i) => (i - middle) * (i - middle)).Sum();
        Console.WriteLine();
        Console.WriteLine(
            $"From the {Settled}th photo on: {settled.Average():F0} MiB on average, {settled.Min() / settled.Average() - 1:+0.0 %;-0.0 %} to {settled.Max() / settled.Average() - 1:+0.0 %;-0.0 %}, "
            + $"trend {slope * (Settled / PerStream):+0.0;-0.0} MiB in {Settled} photos.");
    }
}
