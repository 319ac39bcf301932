using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb failures</c>.</summary>
internal static class FailuresVerb
{
    public static Command Create(Terminal terminal)
    {
        var run = RunArgument();
        var measure = new Option<string>("--measure", "-m") { Description = "Measure that says how good a query is", HelpName = "M", DefaultValueFactory = _ => "AP" };
        var below = new Option<double>("--below") { Description = "A query is poor where its value is below this", HelpName = "X", DefaultValueFactory = _ => 0.5 };
        var most = new Option<int>("--max") { Description = "Failures listed, worst first, 1 to 10000; all are counted", HelpName = "N", DefaultValueFactory = _ => 20 };
        var depth = new Option<int>("--depth") { Description = "Results of a query that are looked at, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 10 };
        var judge = new Option<string?>("--judge") { Description = "Judgements of another judge (TREC qrels), which show annotation holes", HelpName = "FILE" };
        return new Command("failures", "Lists a run's poor queries with what was found, what was missed, and why") { run, measure, below, most, depth, judge }
            .RunsWithServices(
                terminal,
                arguments => new AnalyzeRunFailuresRequest
                {
                    RunId = arguments.GetRequiredValue(run),
                    Settings = new FailureSettings
                    {
                        Measure = arguments.GetRequiredValue(measure),
                        PoorBelow = arguments.GetValue(below) is > 0 and var x ? x : throw new UsageException($"--below {arguments.GetValue(below)}: must be above 0."),
                        MaxFailures = Within(arguments.GetValue(most), 10_000, "--max"),
                        Depth = Within(arguments.GetValue(depth), 1000, "--depth"),
                    },
                    SecondOpinions = ServerPaths.Absolute(arguments.GetValue(judge)),
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    using var call = services.Analyses.AnalyzeRunFailures(request, cancellationToken: cancellationToken);
                    var failures = new List<RunFailure>();
                    var summary = new FailureSummary();
                    await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
                    {
                        failures.AddRange(part.Failures?.Failures ?? []);
                        summary = part.Summary ?? summary;
                    }

                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(summary.ToJson(request.RunId, failures), AnalysisJsonContext.Readable.FailuresJson);
                    else
                        Show(terminal, request.Settings, summary, failures);
                });
    }

    /// <summary>A run named by its id.</summary>
    public static Argument<string> RunArgument() => new("RUN") { Description = "Id of a run ('isb runs list')" };

    /// <summary>A number from 1 to a limit.</summary>
    public static int Within(int value, int limit, string option) =>
        value >= 1 && value <= limit ? value : throw new UsageException($"{option} {value}: from 1 to {limit}.");

    private static void Show(Terminal terminal, FailureSettings settings, FailureSummary summary, List<RunFailure> failures)
    {
        terminal.Line($"{Tables.Count(summary.Poor)} of {Tables.Count(summary.Queries)} queries are poor: {settings.Measure} below {settings.PoorBelow:0.##}");
        terminal.Write(FailureTables.Causes(summary));
        foreach (var table in FailureTables.Details(summary))
            terminal.Write(table);
        foreach (var line in failures.SelectMany(f => FailureTables.Lines(settings.Measure, f)))
            terminal.Line(line);
    }
}
