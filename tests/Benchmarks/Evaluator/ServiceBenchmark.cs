using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary>Evaluations through the service, over gRPC on loopback, client and server sharing the machine.</summary>
internal sealed class ServiceBenchmark : IBenchmark
{
    private const int TopicsPerMessage = 50;
    private const int Judged = 20;

    public string Name => "evaluator-service";

    public string Description => "evaluations a minute through the service: [evaluations=1000] [topics=1000] [results=100] [at a time=4]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (evaluations, topics, results, parallel) = (Number(arguments, 0, 1000), Number(arguments, 1, 1000), Number(arguments, 2, 100), Number(arguments, 3, 4));
        await using var service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());
        var client = new EvaluatorService.EvaluatorServiceClient(service.Channel);
        EvaluateRequest[] requests = [new EvaluateRequest { Settings = new EvaluateSettings() }, .. Topics(topics, results).Chunk(TopicsPerMessage)
            .Select(batch => new EvaluateRequest { Topics = new TopicBatch { Topics = { batch } } })];
        await EvaluateAsync(client, requests, cancellationToken);

        var (clock, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, evaluations), new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (_, token) => await EvaluateAsync(client, requests, token));
        var seconds = clock.Elapsed.TotalSeconds;
        var processor = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine("| evaluations | topics × results | at a time | wall s | CPU s (client and server) | evaluations a minute |\n| ---: | --- | ---: | ---: | ---: | ---: |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {evaluations} | {topics} × {results} | {parallel} | {seconds:F1} | {processor:F1} | {evaluations * 60 / seconds:F0} |"));
    }

    private static async Task EvaluateAsync(EvaluatorService.EvaluatorServiceClient client, EvaluateRequest[] requests, CancellationToken cancellationToken)
    {
        using var call = client.Evaluate(cancellationToken: cancellationToken);
        foreach (var request in requests)
            await call.RequestStream.WriteAsync(request, cancellationToken);
        await call.RequestStream.CompleteAsync();
        EvaluationSummary? summary = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            summary = response.Summary ?? summary;
        if (summary is null)
            throw new InvalidOperationException("The evaluation ended without a summary.");
    }

    private static IEnumerable<Topic> Topics(int topics, int results)
    {
        var random = new Random(1);
        for (var topic = 0; topic < topics; topic++)
        {
            int[] documents = [.. Enumerable.Range(0, results * 3).OrderBy(_ => random.Next()).Take(results)];
            yield return new Topic
            {
                QueryId = $"q{topic}",
                Judgments = { Enumerable.Range(0, Judged).Select(i => new Judgment { DocumentId = $"img{i * 7:D8}", Grade = i % 4 == 0 ? 0 : 1 }) },
                Hits = { documents.Select((d, rank) => new Hit { DocumentId = $"img{d:D8}", Score = 1.0 / (rank + 1) }) },
            };
        }
    }

    private static int Number(IReadOnlyList<string> arguments, int at, int byDefault) =>
        arguments.Count > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : byDefault;
}
