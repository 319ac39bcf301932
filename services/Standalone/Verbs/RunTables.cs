using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>Figures of runs as tables.</summary>
internal static class RunTables
{
    /// <summary>Measures shown in slices, where there is no room for all: the ones that say most, as far as the run has them.</summary>
    private static readonly string[] SliceMeasures = ["P@1", "P@5", "P@10", "R@20", "RR", "AP", "nDCG@10"];

    private const int MostSliceMeasures = 5;

    /// <summary>A row for each measure, a column with means and intervals for each run.</summary>
    public static Table Measures(IReadOnlyList<Run> runs)
    {
        var table = Tables.WithColumns(["measure", .. runs.Select(r => ">" + r.SystemName)]);
        foreach (var measure in runs[0].Summary.Measures.Select(m => m.Measure))
        {
            table.Row(
                [
                    measure,
                    .. runs.Select(r => Find(r.Summary.Measures, measure) is { } value ? Tables.Interval(value.Mean, value.Low, value.High) : "–"),
                ]);
        }

        return table;
    }

    /// <summary>The same measures with near-duplicates as one image, beside the strict ones; null where the dataset has no groups of them.</summary>
    public static Table? DuplicateAware(Run run)
    {
        if (run.Summary.DuplicateAware.Count == 0)
            return null;
        var table = Tables.WithColumns("measure", ">strict", ">near-duplicates as one");
        foreach (var value in run.Summary.DuplicateAware)
        {
            var strict = Find(run.Summary.Measures, value.Measure);
            table.Row(value.Measure, strict is null ? "–" : Tables.Figure(strict.Mean), Tables.Interval(value.Mean, value.Low, value.High));
        }

        return table;
    }

    /// <summary>What stands beside the figures: near-duplicates as one image, what unjudged results and equal scores leave open; each where it matters.</summary>
    public static IEnumerable<Table> Uncertain(Run run)
    {
        if (DuplicateAware(run) is { } duplicateAware)
            yield return duplicateAware;
        if (run.Summary.PrecisionBounds.Any(b => b.Judged < 1))
        {
            var table = Tables.WithColumns("precision", ">unjudged as wrong", ">unjudged as right", ">judged");
            foreach (var b in run.Summary.PrecisionBounds)
                table.Row($"P@{b.Cutoff}", Tables.Figure(b.Low), Tables.Figure(b.High), Tables.Figure(b.Judged));
            yield return table;
        }

        if (run.Summary.Ties is { } ties && ties.Measures.Where(m => Tables.Figure(m.Worst) != Tables.Figure(m.Best)).ToArray() is { Length: > 0 } open)
        {
            var table = Tables.WithColumns($"{Tables.Count(ties.QueriesWithTies)} queries with equal scores", ">worst order", ">expected", ">best order");
            foreach (var m in open)
                table.Row(m.Measure, Tables.Figure(m.Worst), Tables.Figure(m.Expected), Tables.Figure(m.Best));
            yield return table;
        }
    }

    /// <summary>The figures of a matching set.</summary>
    public static Table Matching(EvaluateMatchingResponse matching)
    {
        var table = Tables.WithColumns($"{Tables.Count(matching.Pairs)} pairs, {Tables.Count(matching.Matching)} match", ">figure", ">match from");
        Row("ROC AUC", matching.RocAuc, null);
        Row("average precision", matching.AveragePrecision, null);
        Row("best accuracy", matching.Accuracy, matching.AccuracyThreshold);
        Row("best F1", matching.F1, matching.F1Threshold);
        return table;

        void Row(string name, Estimate estimate, double? threshold) => table.Row(
            name,
            Tables.Interval(estimate.Value, estimate.Low, estimate.High),
            threshold is not { } t ? "" : double.IsFinite(t) ? Tables.Figure(t) : "never");
    }

    /// <summary>A row for each query, a column for each of a few measures.</summary>
    public static Table Queries(Run run, IEnumerable<RunTopic> topics)
    {
        var all = run.Summary.Measures.Select(m => m.Measure).ToArray();
        var measures = ChooseMeasures(run);
        var columns = measures.Select(m => Array.IndexOf(all, m)).ToArray();
        var aware = run.Summary.DuplicateAware.Count > 0;
        var table = Tables.WithColumns(["query", ">relevant", .. measures.Select(m => ">" + m), .. aware ? measures.Select(m => $">{m} (near-duplicates as one)") : []]);
        foreach (var topic in topics)
        {
            table.Row(
                [
                    topic.QueryId,
                    Tables.Count(topic.Relevant),
                    .. columns.Select(c => Tables.Figure(topic.Values[c])),
                    .. aware && topic.DuplicateAwareValues.Count > 0 ? columns.Select(c => Tables.Figure(topic.DuplicateAwareValues[c])) : [],
                ]);
        }

        return table;
    }

    /// <summary>A row for each slice and run, a column for each of a few measures.</summary>
    public static Table Slices(IReadOnlyList<Run> runs)
    {
        var measures = ChooseMeasures(runs[0]);
        var table = Tables.WithColumns(["slice", ">queries", "system", .. measures.Select(m => ">" + m)]);
        foreach (var slice in runs[0].Summary.Slices)
        {
            foreach (var run in runs)
            {
                if (run.Summary.Slices.FirstOrDefault(s => s.Attribute == slice.Attribute && s.Value == slice.Value) is not { } own)
                    continue;
                table.Row(
                    [
                        $"{slice.Attribute} {slice.Value}",
                        Tables.Count(own.Queries),
                        run.SystemName,
                        .. measures.Select(m => Find(own.Measures, m) is { } value ? Tables.Figure(value.Mean) : "–"),
                    ]);
            }
        }

        return table;
    }

    /// <summary>A row for each measure and pair of systems.</summary>
    public static Table Differences(Comparison comparison)
    {
        var table = Tables.WithColumns("measure", "first", "second", ">difference", ">p", ">p (Holm)", ">better", ">same", ">worse");
        foreach (var d in comparison.Result.Differences)
        {
            table.Row(
                d.Measure,
                d.First,
                d.Second,
                $"{Tables.Signed(d.Difference)} [{Tables.Signed(d.Low)}, {Tables.Signed(d.High)}]",
                Tables.PValue(d.PRandomization),
                Tables.PValue(d.PHolm),
                Tables.Count(d.Wins),
                Tables.Count(d.Ties),
                Tables.Count(d.Losses));
        }

        return table;
    }

    private static string[] ChooseMeasures(Run run)
    {
        var there = run.Summary.Measures.Select(m => m.Measure).ToArray();
        var chosen = SliceMeasures.Where(there.Contains).Take(MostSliceMeasures).ToArray();
        return chosen.Length > 0 ? chosen : there[..Math.Min(MostSliceMeasures, there.Length)];
    }

    private static MeasureValue? Find(IEnumerable<MeasureValue> values, string measure) => values.FirstOrDefault(v => v.Measure == measure);
}
