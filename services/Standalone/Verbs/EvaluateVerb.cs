using System.CommandLine;
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
        var seed = new Option<ulong>("--seed") { Description = "Seed of the bootstrap", HelpName = "N" };
        return new Command("evaluate", "Evaluates a system on a dataset: encodes, indexes and searches where that is not done, and scores")
            {
                dataset, system, topK, measures, seed,
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
                },
                async (evaluate, arguments, services, cancellationToken) =>
                {
                    var run = await RunAsync(services, terminal, evaluate, cancellationToken);
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(run.ToEvaluationJson(), IsbJson.Readable.EvaluationJson);
                    else
                        Show(terminal, run);
                });
    }

    /// <summary>Evaluates as a job.</summary>
    public static async Task<Run> RunAsync(ServiceConnection services, Terminal terminal, Evaluate evaluate, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("evaluate", new JobSpec { Evaluate = evaluate }, cancellationToken);
        var request = new GetRunRequest { RunId = job.Result.RunId };
        return (await services.Runs.GetRunAsync(request, cancellationToken: cancellationToken)).Run;
    }

    private static void Show(Terminal terminal, Run run)
    {
        terminal.Line($"{run.SystemName} on {run.DatasetName} ({run.DatasetHash[..Math.Min(12, run.DatasetHash.Length)]}), {Tables.Count(run.Summary.Queries)} queries");
        terminal.Write(RunTables.Measures([run]));
        if (RunTables.DuplicateAware(run) is { } duplicateAware)
            terminal.Write(duplicateAware);
        terminal.Write(RunTables.Slices([run]));
        terminal.Line($"run {run.Id}");
        terminal.Line($"See it with pictures: isb report {run.Id}");
    }
}
