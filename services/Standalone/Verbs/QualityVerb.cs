using System.CommandLine;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb quality</c>.</summary>
internal static class QualityVerb
{
    private const int MostSimilar = 10;

    public static Command Create(Terminal terminal)
    {
        var runs = CompareVerb.RunsArgument();
        var measure = new Option<string?>("--measure", "-m") { Description = "Measure by which systems are told apart; by default AP where the runs have it", HelpName = "M" };
        var slices = ThresholdsVerb.SliceOption();
        var seed = new Option<ulong>("--seed") { Description = "Seed of the resampling", HelpName = "N" };
        return new Command("quality", "Says how good a dataset is, by runs on it: what it tells apart, how hard and how balanced it is") { runs, measure, slices, seed }
            .RunsWithServices(
                terminal,
                arguments => new AssessRunsRequest
                {
                    RunIds = { arguments.GetRequiredValue(runs) },
                    Measure = arguments.GetValue(measure) ?? "",
                    SliceBy = { MeasureList.Split(arguments.GetValue(slices)) },
                    Bootstrap = new BootstrapSettings { Seed = arguments.GetValue(seed) },
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    var response = await services.Analyses.AssessRunsAsync(request, cancellationToken: cancellationToken);
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(response.ToJson(), AnalysisJsonContext.Readable.QualityJson);
                    else
                        Show(terminal, response);
                });
    }

    private static void Show(Terminal terminal, AssessRunsResponse response)
    {
        terminal.Line($"By {response.Measure} of {string.Join(", ", response.Systems)}");
        terminal.Write(Assessments(response));
        foreach (var balance in response.Assessment.Balance.Where(b => b.Values.Count > 1))
            terminal.Line($"Queries by {balance.Attribute}: evenness {Tables.Figure(balance.Evenness)} over {Tables.Count(balance.Values.Count)} values");
        if (response.Assessment.SimilarQueries.Count == 0)
            return;
        terminal.Line($"{Tables.Count(response.Assessment.SimilarQueries.Count)} pairs of queries are nearly the same, the most alike:");
        var table = Tables.WithColumns("first", "second", ">similarity");
        foreach (var pair in response.Assessment.SimilarQueries.Take(MostSimilar))
            table.Row(pair.First, pair.Second, Tables.Figure(pair.Similarity));
        terminal.Write(table);
    }

    private static Table Assessments(AssessRunsResponse response)
    {
        var table = Tables.WithColumns(
            "slice", ">queries", ">pairs told apart", ">order stability", ">detectable difference", ">mean", ">too easy", ">too hard", ">relevant images (median)", ">without any");
        Row("all", response.Assessment);
        foreach (var slice in response.Assessment.Slices)
            Row($"{slice.Attribute} {slice.Value}", slice.Assessment);
        return table;

        void Row(string name, AssessDatasetResponse a) => table.Row(
            name,
            Tables.Count(a.Queries),
            a.SystemPairs > 0 ? $"{Tables.Figure(a.DiscriminativePower)} of {Tables.Count(a.SystemPairs)}" : "–",
            a.OrderStability is { } stability ? Tables.Interval(stability.Value, stability.Low, stability.High) : "–",
            a.SystemPairs > 0 ? Tables.Figure(a.DetectableDifference) : "–",
            a.Difficulty is { } difficulty ? Tables.Figure(difficulty.Mean) : "–",
            Tables.Count(a.TooEasy),
            Tables.Count(a.TooHard),
            Tables.Figure(a.Relevant.Median),
            Tables.Count(a.QueriesWithoutRelevant));
    }
}
