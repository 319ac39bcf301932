using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>What the demo shows at its end.</summary>
internal static class DemoTables
{
    // What each kind of dataset is made for.
    private static readonly string[] TopicMeasures = ["P@1", "P@5", "P@10", "R@15", "R@20"];
    private static readonly string[] LabelMeasures = ["P@1", "P@5", "P@10"];
    private static readonly string[] CaptionMeasures = ["R@1", "R@5", "R@10"];

    /// <summary>Writes the datasets, both systems side by side on each, their difference on the topic set, and the label set's slices.</summary>
    public static void Show(Terminal terminal, DemoResult result, TimeSpan took)
    {
        terminal.Line();
        terminal.Write(Datasets(result));
        terminal.Line("Means over all queries with 95 % bootstrap intervals");
        terminal.Write(Measures(result));
        terminal.Line("Differences on the topic set with the paired randomisation test");
        terminal.Write(RunTables.Differences(Only(result.Topics.Comparison, TopicMeasures)));
        terminal.Line("The label set by level, style and language");
        terminal.Write(RunTables.Slices(result.Labels.Runs));
        foreach (var (set, run) in result.All.SelectMany(s => s.Runs.Select(r => (s, r))))
            terminal.Line($"run {run.Id} = {run.SystemName} on {set.Dataset.Name}");
        terminal.Line();
        terminal.Line($"Done in {took.TotalSeconds:0} s. Open the report: {result.Topics.Report}");
        terminal.Line($"Beside it: {Path.GetFileName(result.Labels.Report)}, {Path.GetFileName(result.Captions.Report)}");
    }

    private static Table Datasets(DemoResult result)
    {
        var table = Tables.WithColumns("dataset", "kind", ">images", ">queries", ">judgements", "hash");
        foreach (var dataset in result.All.Select(s => s.Dataset))
        {
            table.Row(
                dataset.Name, dataset.Kind, Tables.Count(dataset.Images), Tables.Count(dataset.Queries), Tables.Count(dataset.Judgments), dataset.Hash[..12]);
        }

        return table;
    }

    private static Table Measures(DemoResult result)
    {
        var table = Tables.WithColumns(["dataset", "measure", .. result.Topics.Runs.Select(r => ">" + r.SystemName)]);
        foreach (var (set, measures) in new[] { (result.Topics, TopicMeasures), (result.Labels, LabelMeasures), (result.Captions, CaptionMeasures) })
        {
            foreach (var measure in measures)
                table.Row([measure == measures[0] ? set.Dataset.Kind : "", measure, .. set.Runs.Select(r => Figure(r, measure))]);
        }

        return table;
    }

    private static string Figure(Run run, string measure) =>
        run.Summary.Measures.FirstOrDefault(m => m.Measure == measure) is { } value ? Tables.Interval(value.Mean, value.Low, value.High) : "–";

    private static Comparison Only(Comparison comparison, string[] measures)
    {
        var few = comparison.Clone();
        few.Result.Differences.Clear();
        few.Result.Differences.AddRange(measures.SelectMany(m => comparison.Result.Differences.Where(d => d.Measure == m)));
        return few;
    }
}
