using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb compare</c>.</summary>
internal static class CompareVerb
{
    public static Command Create(Terminal terminal)
    {
        var runs = RunsArgument();
        var measures = MeasureList.Option(EvaluateVerb.Measures);
        var seed = new Option<ulong>("--seed") { Description = "Seed of the tests", HelpName = "N" };
        var aware = new Option<bool>("--duplicate-aware") { Description = "Compare the values with near-duplicates as one image" };
        return new Command("compare", "Compares runs on the same dataset, pair by pair, with paired tests") { runs, measures, aware, seed }
            .RunsWithServices(terminal, arguments => new CompareRuns
            {
                RunIds = { arguments.GetRequiredValue(runs) is { Length: >= 2 } ids ? ids : throw new UsageException("Give two or more runs; 'isb runs list' shows them.") },
                Measures = { MeasureList.Split(arguments.GetValue(measures)) },
                Seed = arguments.GetValue(seed),
                DuplicateAware = arguments.GetValue(aware),
            },
            async (compare, arguments, services, cancellationToken) =>
            {
                var comparison = await RunAsync(services, terminal, compare, cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                {
                    terminal.Json(comparison.ToJson(compare.DuplicateAware), IsbJson.Readable.ComparisonJson);
                    return;
                }

                terminal.Line($"{Tables.Count(comparison.Result.Queries)} queries of {comparison.Runs[0].DatasetName}; difference = first − second{(compare.DuplicateAware ? "; near-duplicates as one image" : "")}");
                terminal.Write(RunTables.Differences(comparison));
            });
    }

    /// <summary>Compares as a job.</summary>
    public static async Task<Comparison> RunAsync(
        ServiceConnection services, Terminal terminal, CompareRuns compare, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("compare", new JobSpec { CompareRuns = compare }, cancellationToken);
        var request = new GetComparisonRequest { ComparisonId = job.Result.ComparisonId };
        return (await services.Runs.GetComparisonAsync(request, cancellationToken: cancellationToken)).Comparison;
    }

    /// <summary>Runs named by their ids; at least one.</summary>
    public static Argument<string[]> RunsArgument() => new("RUN")
    {
        Description = "Ids of runs on the same dataset ('isb runs list')",
        Arity = new ArgumentArity(1, 100),
    };
}
