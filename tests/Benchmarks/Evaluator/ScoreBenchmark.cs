using System.Globalization;
using ImageSearchBench.Evaluator.Score;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary><c>isb score</c>'s engine against trec_eval on the same files, each as a process of its own from start to end.</summary>
internal sealed class ScoreBenchmark : IBenchmark
{
    private const string Child = "--child";

    public string Name => "evaluator-score";

    public string Description => "isb score against trec_eval, default measures: [trec_eval's path] [topics=10000] [results=1000] [rounds=5]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is [Child, var childQrels, var childRun])
        {
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            await ScoreCommand.RunAsync(
                new ScoreOptions { Qrels = childQrels, Runs = [childRun], Format = ScoreFormat.Trec }, output, Console.Error, cancellationToken);
            return;
        }

        var trecEval = arguments.Count > 0 && arguments[0].Length > 0 ? arguments[0] : null;
        var (topics, results, rounds) = (Number(arguments, 1, 10_000), Number(arguments, 2, 1000), Number(arguments, 3, 5));
        var (qrels, run) = RunGenerator.Write(Path.Combine(Path.GetTempPath(), "isb-benchmark-score"), topics, results, seed: 1);
        var (ours, theirs) = (new List<ProcessCost>(), new List<ProcessCost>());
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await ProcessMeter.RunAsync(Environment.ProcessPath!, [.. Host(), Name, Child, qrels, run], cancellationToken));
            if (trecEval is not null)
                theirs.Add(await ProcessMeter.RunAsync(trecEval, [qrels, run], cancellationToken));
        }

        Console.WriteLine($"{topics} topics × {results} results, {new FileInfo(run).Length / 1e6:F0} MB, {rounds} rounds, medians\n");
        Console.WriteLine("| program | wall s | CPU s | peak MB |\n| --- | ---: | ---: | ---: |");
        Print("isb score", ours);
        if (trecEval is null)
            return;
        Print("trec_eval", theirs);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\nratio of wall times {Median(theirs, c => c.Wall) / Median(ours, c => c.Wall):F1}; same output: {ours[0].Output == theirs[0].Output}"));
    }

    // The benchmark program starts itself: as an apphost alone, under dotnet with its assembly.
    private static IEnumerable<string> Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ScoreBenchmark).Assembly.Location] : [];

    private static void Print(string name, List<ProcessCost> costs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Median(costs, c => c.Wall):F2} | {Median(costs, c => c.Cpu):F2} | {Median(costs, c => c.PeakMegabytes):F0} |"));

    private static double Median(List<ProcessCost> costs, Func<ProcessCost, double> value) => costs.Select(value).Order().ElementAt(costs.Count / 2);

    private static int Number(IReadOnlyList<string> arguments, int at, int byDefault) =>
        arguments.Count > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : byDefault;
}
