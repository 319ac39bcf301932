using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb evaluate</c>.</summary>
internal static class EvaluateVerb
{
    /// <summary>Measures, for help texts.</summary>
    public const string Measures = "P@5, R@20, Success@1, RR, AP, nDCG@10, Rprec and others, as in ir_measures";

    public static Command Create(Terminal terminal)
    {
        var dataset = DatasetArgument.Option();
        var system = SystemArgument.Option();
        var topK = new Option<int>("--top-k") { Description = "Results taken per query", HelpName = "N", DefaultValueFactory = _ => 100 };
        var measures = MeasureList.Option(Measures);
        var direction = new Option<string>("--direction") { Description = "text-to-image, or image-to-text: images are the queries, texts the answers", HelpName = "D", DefaultValueFactory = _ => "text-to-image" };
        direction.AcceptOnlyFromAmong("text-to-image", "image-to-text");
        var seed = new Option<ulong>("--seed") { Description = "Seed of the bootstrap", HelpName = "N" };
        return new Command("evaluate", "Evaluates a system on a dataset: encodes, indexes and searches where that is not done, and scores")
            {
                dataset, system, direction, topK, measures, seed,
            }
            .RunsWithServices(
                terminal,
                arguments => new Evaluate
                {
                    Dataset = ServerPaths.Dataset(arguments.GetRequiredValue(dataset)),
                    System = SystemArgument.Parse(arguments.GetRequiredValue(system)),
                    TopK = arguments.GetValue(topK) is >= 1 and var k ? k : throw new UsageException($"--top-k {arguments.GetValue(topK)}: must be 1 or more."),
                    Measures = { MeasureList.Split(arguments.GetValue(measures)) },
                    Seed = arguments.GetValue(seed),
                    Direction = arguments.GetRequiredValue(direction) == "image-to-text" ? Direction.ImageToText : Direction.TextToImage,
                },
                async (evaluate, arguments, services, cancellationToken) =>
                {
                    var run = await RunAsync(services, terminal, evaluate, cancellationToken);
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(run.ToEvaluationJson(), IsbJson.Readable.EvaluationJson);
                    else
                        Show(terminal, run);
                    if (await LanguageNote.OfAsync(services, run, cancellationToken) is { } note)
                        terminal.Note(note);
                });
    }

    /// <summary>Evaluates as a job.</summary>
    public static async Task<Run> RunAsync(ServiceConnection services, Terminal terminal, Evaluate evaluate, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("evaluate", new JobSpec { Evaluate = evaluate }, cancellationToken);
        var request = new GetRunRequest { RunId = job.Result.RunId };
        return (await services.Runs.GetRunAsync(request, cancellationToken: cancellationToken)).Run;
    }

    /// <summary>Writes a run's figures for people.</summary>
    public static void Show(Terminal terminal, Run run)
    {
        var toText = run.Direction is Direction.ImageToText;
        terminal.Line(
            $"{run.SystemName} on {run.DatasetName} ({run.DatasetHash[..Math.Min(12, run.DatasetHash.Length)]}), {Tables.Count(run.Summary.Queries)} queries{(toText ? " (image to text)" : "")}");
        if (run.Matching is { } matching)
        {
            terminal.Write(RunTables.Matching(matching));
        }
        else
        {
            terminal.Write(RunTables.Measures([run]));
            foreach (var table in RunTables.Uncertain(run))
                terminal.Write(table);
            if (RunJsonMapping.ChineseClip(run) is { } clip)
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"As Chinese-CLIP counts: R@1 {clip.R1:0.00}, R@5 {clip.R5:0.00}, R@10 {clip.R10:0.00}, mean {clip.Mean:0.00}"));
            terminal.Write(RunTables.Slices([run]));
        }

        terminal.Line($"run {run.Id}");
        terminal.Line($"See it with pictures: isb report {run.Id}");
    }
}
