using System.Globalization;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Score.Figures;
using ImageSearchBench.Evaluator.Score.Runs;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Score.Output;

/// <summary>
/// Prints figures for reading: a row per measure with its 95 % bootstrap interval; several runs stand side by side with the p-value of
/// the randomisation test against the first, corrected over all pairs (Holm), on the topics that all runs have.
/// </summary>
internal static class TableWriter
{
    private const int Permutations = 2000;
    private static readonly BootstrapPlan Bootstrap = new(Resamples: 1000, Confidence: 0.95, Seed: 0);

    public static async Task WriteAsync(
        IReadOnlyList<RunReport> runs, IReadOnlyList<Figure> figures, ScorePlan plan, bool perQuery, TextWriter output)
    {
        var intervals = runs.Select(run => MeasureFigure.Of([.. run.Topics.Select(t => t.Row.Values)], plan.Measures, Bootstrap)).ToArray();
        var differences = runs.Count > 1 ? Compare(runs, plan) : [];
        var rows = new List<string[]> { Header(runs) };
        var column = 0;
        for (var i = 0; i < figures.Count; i++)
        {
            var row = new List<string> { figures[i].Name };
            for (var run = 0; run < runs.Count; run++)
            {
                row.Add(Value(figures[i], runs[run], i));
                row.Add(HasInterval(figures[i]) ? Interval(figures[i], intervals[run][column]) : "");
                if (run > 0)
                    row.Add(HasInterval(figures[i]) ? PValue(differences, plan.Measures.Count, column, run) : "");
            }

            rows.Add([.. row]);
            if (figures[i].Measure is not null)
                column++;
        }

        await WriteAlignedAsync(rows.Where(r => r.Skip(1).Any(cell => cell.Length > 0)), output);
        if (!perQuery)
            return;
        foreach (var run in runs)
        {
            await output.WriteAsync($"\n{run.Name}\n");
            await WriteAlignedAsync(Topics(run, figures), output);
        }
    }

    private static string[] Header(IReadOnlyList<RunReport> runs) =>
        ["measure", .. runs.SelectMany((run, i) => i == 0 ? new[] { run.Tag, "95 % interval" } : [run.Tag, "95 % interval", "p against " + runs[0].Tag])];

    private static IEnumerable<string[]> Topics(RunReport run, IReadOnlyList<Figure> figures)
    {
        Figure[] measured = [.. figures.Where(f => f.Measure is not null && f.Kind != FigureKind.SummaryReal)];
        int[] columns = [.. figures.Where(f => f.Measure is not null).Select((f, i) => (f, i)).Where(p => p.f.Kind != FigureKind.SummaryReal).Select(p => p.i)];
        yield return ["topic", .. measured.Select(f => f.Name)];
        foreach (var topic in run.Topics)
            yield return [topic.Id, .. columns.Select((c, i) => Format(topic.Row.Values[c], measured[i].Kind))];
    }

    private static Difference[] Compare(IReadOnlyList<RunReport> runs, ScorePlan plan)
    {
        var shared = runs.Select(r => r.Topics.Select(t => t.Number)).Aggregate((a, b) => a.Intersect(b)).ToHashSet();
        var rows = runs.Select(r => r.Topics.Where(t => shared.Contains(t.Number)).ToArray()).ToArray();
        if (shared.Count == 0)
            return [];
        var table = new ValueTable(rows[0].Length, runs.Count * plan.Measures.Count);
        for (var topic = 0; topic < table.Rows; topic++)
        {
            for (var run = 0; run < runs.Count; run++)
                rows[run][topic].Row.Values.CopyTo(table.Row(topic)[(run * plan.Measures.Count)..]);
        }

        string[] names = [.. runs.Select(r => r.Name)];
        return Difference.All(table, new ComparisonPlan(names, [.. plan.Measures.Select(m => m.Name)], Bootstrap, Permutations, []));
    }

    // Differences stand by measure, then pair; the pairs with the first run come first.
    private static string PValue(Difference[] differences, int measures, int measure, int run) =>
        differences.Length == 0
            ? ""
            : differences[measure * (differences.Length / measures) + run - 1].Holm.ToString("F4", CultureInfo.InvariantCulture);

    private static bool HasInterval(Figure figure) => figure.Kind is FigureKind.Real or FigureKind.SummaryReal or FigureKind.Percent;

    private static string Interval(Figure figure, MeasureFigure value)
    {
        var scale = figure.Kind == FigureKind.Percent ? 100 : 1;
        return string.Create(CultureInfo.InvariantCulture, $"[{value.Percentile.Low * scale:F4}, {value.Percentile.High * scale:F4}]");
    }

    private static string Value(Figure figure, RunReport run, int index) => figure.Kind switch
    {
        FigureKind.RunId => run.Tag,
        _ when double.IsNaN(run.Values[index]) => "",
        _ => Format(run.Values[index], figure.Kind),
    };

    private static string Format(double value, FigureKind kind) =>
        value.ToString(kind is FigureKind.Whole or FigureKind.Queries ? "F0" : "F4", CultureInfo.InvariantCulture);

    private static async Task WriteAlignedAsync(IEnumerable<string[]> rows, TextWriter output)
    {
        string[][] all = [.. rows];
        int[] widths = [.. Enumerable.Range(0, all[0].Length).Select(c => all.Max(r => r[c].Length))];
        foreach (var row in all)
        {
            var cells = row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            await output.WriteAsync(string.Join("  ", cells).TrimEnd() + "\n");
        }
    }
}
