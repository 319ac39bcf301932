using System.Diagnostics;
using System.Globalization;
using System.Text;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Benchmarks.QueryGeneration;

/// <summary>What the service adds to the time of an endpoint that answers in 50 ms, 64 at a time; and memory over a long stream.</summary>
internal sealed class ThroughputBenchmark : IBenchmark
{
    private const int Concurrency = 64;
    private const int Rounds = 9;
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(50);

    public string Name => "querygen-throughput";

    public string Description => "time over an endpoint of 50 ms, 64 at a time, against a bare HTTP client; then memory; arguments: [items] [items of the memory run]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var items = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1920;
        var memoryItems = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 100_000;
        await TimeAsync(items, cancellationToken);
        if (memoryItems > 0)
            await MemoryAsync(memoryItems, cancellationToken);
    }

    private static async Task TimeAsync(int items, CancellationToken cancellationToken)
    {
        await using var server = await StartServerAsync(Answer);
        using var folder = new TemporaryFolder();
        await using var service = await StartServiceAsync(server, folder);
        await StreamAsync(service, "warm", Concurrency * 4, perItem: null, cancellationToken);
        await BareAsync(server, Concurrency * 4, cancellationToken);
        var (answer, bare, served, cpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (answers, time) = server.Answering;
            bare.Add(await BareAsync(server, items, cancellationToken));
            answer.Add((server.Answering.Time - time).TotalSeconds / (server.Answering.Answers - answers));
            var before = Environment.CpuUsage.TotalTime;
            served.Add(await StreamAsync(service, $"r{round}", items, perItem: null, cancellationToken));
            cpu.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / items);
        }

        // What the endpoint truly took, timer and all, while nobody but the bare client asked: less than that no client can take.
        var ideal = Median(answer) * items / Concurrency;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The endpoint answered within {Median(answer) * 1000:0.00} ms.\n"));
        Console.WriteLine("| of 9 rounds | ideal s | bare HTTP client s | service s | bare / ideal | service / ideal | service / bare | CPU ms an item, client and endpoint included |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Row("median", ideal, Median(bare), Median(served), Median(cpu));
        Row("best", ideal, bare.Min(), served.Min(), cpu.Min());
    }

    private static void Row(string name, double ideal, double bare, double served, double cpu) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {ideal:0.000} | {bare:0.000} | {served:0.000} | {bare / ideal:0.000} | {served / ideal:0.000} | {served / bare:0.000} | {cpu:0.00} |"));

    private static async Task MemoryAsync(int items, CancellationToken cancellationToken)
    {
        await using var server = await StartServerAsync(TimeSpan.Zero);
        using var folder = new TemporaryFolder();
        await using var service = await StartServiceAsync(server, folder);
        await StreamAsync(service, "warm", Concurrency * 4, perItem: null, cancellationToken);
        Console.WriteLine();
        Console.WriteLine("| items done | managed heap MB | working set MB |");
        Console.WriteLine("| --- | --- | --- |");
        await StreamAsync(service, "m", items, done =>
        {
            if (done % (items / 10) != 0)
                return;
            var heap = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {done} | {heap:0.0} | {Environment.WorkingSet / 1e6:0} |"));
        }, cancellationToken);
    }

    private static Task<ScriptedModelServer> StartServerAsync(TimeSpan delay) => ScriptedModelServer.StartAsync(
        r => ScriptedReply.Text($$"""{"queries": ["another {{r.Data}}"]}""") with { Delay = delay }, keepsRequests: false);

    private static Task<ServiceUnderTest> StartServiceAsync(ScriptedModelServer server, TemporaryFolder folder) => ServiceUnderTest.StartAsync(
        b => b.AddQueryGeneration(),
        a => a.MapQueryGeneration(),
        new Dictionary<string, string?>
        {
            ["QueryGeneration:DataPath"] = folder.Path,
            ["QueryGeneration:Models:scripted:Endpoint"] = server.Endpoint.ToString(),
            ["QueryGeneration:Models:scripted:MaxConcurrency"] = Concurrency.ToString(CultureInfo.InvariantCulture),
        });

    private static async Task<double> StreamAsync(
        ServiceUnderTest service, string name, int items, Action<int>? perItem, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var call = new QueryGenerationService.QueryGenerationServiceClient(service.Channel).ParaphraseQueries(cancellationToken: cancellationToken);
        var writing = WriteAsync(call.RequestStream, name, items);
        var done = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (response.Outcome.Error is { } error)
                throw new InvalidOperationException(error.Message);
            perItem?.Invoke(++done);
        }

        await writing;
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task WriteAsync(IClientStreamWriter<ParaphraseQueriesRequest> stream, string name, int items)
    {
        foreach (var chunk in Enumerable.Range(0, items).Chunk(100))
        {
            var request = new ParaphraseQueriesRequest { Context = new GenerationContext { Language = "en" } };
            request.Items.AddRange(chunk.Select(i => new ParaphraseItem { Id = $"{i}", Text = $"dog {name} {i}", Length = ParaphraseLength.Long }));
            await stream.WriteAsync(request);
        }

        await stream.CompleteAsync();
    }

    // What no service can beat: so many workers, each posting the next request when its answer is there.
    private static async Task<double> BareAsync(ScriptedModelServer server, int items, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var url = new Uri(server.Endpoint + "/chat/completions");
        var started = Stopwatch.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items, options, async (i, token) =>
        {
            using var content = new StringContent(
                $$"""{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"<<<\ndog {{i}}\n>>>"}]}""", Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(url, content, token);
            await response.Content.ReadAsByteArrayAsync(token);
        });
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
