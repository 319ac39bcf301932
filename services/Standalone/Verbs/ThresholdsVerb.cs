using System.CommandLine;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb thresholds</c>.</summary>
internal static class ThresholdsVerb
{
    /// <summary>Attributes that runs can be sliced by, for help texts.</summary>
    public const string Attributes = "language, length_from, level, relevant_from, style, topic";

    public static Command Create(Terminal terminal)
    {
        var run = FailuresVerb.RunArgument();
        var precision = new Option<double>("--precision", "-p") { Description = "Precision wanted, above 0 and below 1", HelpName = "X", DefaultValueFactory = _ => 0.9 };
        var points = new Option<int>("--points") { Description = "Points of each curve, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 50 };
        var slices = SliceOption();
        var seed = new Option<ulong>("--seed") { Description = "Seed that halves the queries and resamples them", HelpName = "N" };
        return new Command("thresholds", "Says from which score on a result should be shown for a wanted precision, and what recall that costs")
            {
                run, precision, points, slices, seed,
            }
            .RunsWithServices(
                terminal,
                arguments => new AnalyzeRunThresholdsRequest
                {
                    RunId = arguments.GetRequiredValue(run),
                    Settings = new ThresholdSettings
                    {
                        WantedPrecision = arguments.GetValue(precision) is > 0 and < 1 and var wanted
                            ? wanted
                            : throw new UsageException($"--precision {arguments.GetValue(precision)}: above 0 and below 1, such as 0.9."),
                        CurvePoints = FailuresVerb.Within(arguments.GetValue(points), 1000, "--points"),
                        SliceBy = { MeasureList.Split(arguments.GetValue(slices)) },
                        Bootstrap = new BootstrapSettings { Seed = arguments.GetValue(seed) },
                    },
                },
                async (request, arguments, services, cancellationToken) =>
                {
                    var response = await services.Analyses.AnalyzeRunThresholdsAsync(request, cancellationToken: cancellationToken);
                    var thresholds = response.Thresholds;
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(thresholds.ToJson(request.RunId, request.Settings.WantedPrecision), AnalysisJsonContext.Readable.ThresholdsJson);
                    else
                        Show(terminal, request.Settings.WantedPrecision, thresholds);
                });
    }

    /// <summary>Attributes to slice by.</summary>
    public static Option<string[]> SliceOption() => new("--slice-by")
    {
        Description = $"Gives the same in parts of the queries: {Attributes}, separated by commas",
        HelpName = "LIST",
    };

    private static void Show(Terminal terminal, double precision, AnalyzeThresholdsResponse thresholds)
    {
        terminal.Line($"Precision wanted: {precision:0.###}. Thresholds are chosen on one half of {Tables.Count(thresholds.Queries)} queries and checked on the other.");
        if (thresholds.QueriesWithoutRelevant > 0)
            terminal.Line($"{Tables.Count(thresholds.QueriesWithoutRelevant)} queries have no relevant image: an empty answer is right for them.");
        terminal.Write(Chosen([("", thresholds), .. thresholds.Slices.Select(s => ($"{s.Attribute} {s.Value}", s.Thresholds))]));
        foreach (var scale in thresholds.Scales)
        {
            terminal.Line($"Precision and recall over thresholds: {AnalysisJsonMapping.Word(scale.Scale)}");
            terminal.Write(Curve(scale));
        }
    }

    private static Table Chosen(IReadOnlyList<(string Slice, AnalyzeThresholdsResponse Thresholds)> parts)
    {
        var table = Tables.WithColumns("slice", "scale", "chosen", ">show from", ">precision", ">recall", ">answered", ">rightly empty");
        foreach (var (slice, thresholds) in parts)
        {
            foreach (var scale in thresholds.Scales)
            {
                Row(table, slice.Length > 0 ? slice : "all", scale.Scale, "for mean precision", scale.Chosen);
                Row(table, slice.Length > 0 ? slice : "all", scale.Scale, "with risk controlled", scale.Controlled);
            }
        }

        return table;
    }

    private static void Row(Table table, string slice, ScoreScale scale, string how, ChosenThreshold? chosen) => table.Row(
        chosen is null
            ? [slice, AnalysisJsonMapping.Word(scale), how, "none", "–", "–", "–", "–"]
            :
            [
                slice,
                AnalysisJsonMapping.Word(scale),
                how,
                Tables.Figure(chosen.Threshold),
                Tables.Interval(chosen.CheckedOn.Precision, chosen.PrecisionLow, chosen.PrecisionHigh),
                Tables.Figure(chosen.CheckedOn.Recall),
                Tables.Figure(chosen.CheckedOn.Answered),
                Tables.Figure(chosen.CheckedOn.RightlyEmpty),
            ]);

    private static Table Curve(ScaleThresholds scale)
    {
        var table = Tables.WithColumns(">show from", ">precision", ">recall", ">answered", ">rightly empty", ">shown");
        foreach (var p in scale.Curve)
        {
            table.Row(
                Tables.Figure(p.Threshold), Tables.Figure(p.Precision), Tables.Figure(p.Recall), Tables.Figure(p.Answered), Tables.Figure(p.RightlyEmpty), Tables.Figure(p.Shown));
        }

        return table;
    }
}
