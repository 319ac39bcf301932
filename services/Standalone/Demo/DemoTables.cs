using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>What the demo shows at its end.</summary>
internal static class DemoTables
{
    /// <summary>Writes the dataset, both systems side by side, their difference, and the slices.</summary>
    public static void Show(Terminal terminal, DemoResult result, TimeSpan took)
    {
        terminal.Line();
        DatasetsVerb.Show(terminal, result.Dataset, json: false);
        terminal.Line();
        terminal.Line("Means over all queries with 95 % bootstrap intervals");
        terminal.Write(RunTables.Measures(result.Runs));
        terminal.Line("Differences with the paired randomisation test");
        terminal.Write(RunTables.Differences(result.Comparison));
        terminal.Line("By level, style and language");
        terminal.Write(RunTables.Slices(result.Runs));
        foreach (var run in result.Runs)
            terminal.Line($"run {run.Id} = {run.SystemName}");
        terminal.Line();
        terminal.Line($"Done in {took.TotalSeconds:0} s. Open the report: {result.Report}");
    }
}
