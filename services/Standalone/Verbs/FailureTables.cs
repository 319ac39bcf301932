using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>Failures as tables, and the queries one by one.</summary>
internal static class FailureTables
{
    private const int MostRows = 10;
    private const int MostImages = 3;

    /// <summary>A row for each cause.</summary>
    public static Table Causes(FailureSummary summary)
    {
        var table = Tables.WithColumns("cause", ">queries");
        foreach (var cause in summary.Causes)
            table.Row(AnalysisJsonMapping.Word(cause.Cause), Tables.Count(cause.Queries));
        return table;
    }

    /// <summary>What else the summary has: the worst labels and slices, confusions, hubs, and labels that wrong results satisfied.</summary>
    public static IEnumerable<Table> Details(FailureSummary summary)
    {
        if (summary.WorstLabels.Count > 0)
            yield return Parts("worst labels", summary.WorstLabels);
        if (summary.WorstSlices.Count > 0)
            yield return Parts("worst slices", summary.WorstSlices);
        if (summary.Confusions.Count > 0)
        {
            var table = Tables.WithColumns("asked for", "found instead", ">results", ">queries");
            foreach (var c in summary.Confusions.Take(MostRows))
                table.Row(c.Asked, c.Found, Tables.Count(c.Results), Tables.Count(c.Queries));
            yield return table;
        }

        if (summary.Satisfied.Count > 0)
        {
            var table = Tables.WithColumns(">labels asked for", ">labels that a wrong result shows", ">wrong results");
            foreach (var s in summary.Satisfied)
                table.Row(Tables.Count(s.Asked), Tables.Count(s.Satisfied), Tables.Count(s.Results));
            yield return table;
        }

        if (summary.Hubs.Count > 0)
        {
            var table = Tables.WithColumns("image that is wrong everywhere", ">queries");
            foreach (var hub in summary.Hubs.Take(MostRows))
                table.Row(hub.DocumentId, Tables.Count(hub.Queries));
            yield return table;
        }
    }

    /// <summary>A failure in a few lines: evidence is a sentence, too long for a column.</summary>
    public static IEnumerable<string> Lines(string measure, RunFailure failed)
    {
        var failure = failed.Failure;
        yield return $"{measure} {Tables.Figure(failure.Value)}  {failed.Text}  ({failure.QueryId})";
        var evidence = failure.Causes[0].Evidence;
        yield return $"  cause   {AnalysisJsonMapping.Word(failure.Causes[0].Cause_)}{(evidence.Length > 0 ? ": " + evidence : "")}";
        if (failure.Found.Count > 0)
            yield return $"  found   {string.Join(", ", failure.Found.Take(MostImages).Select(f => $"{f.DocumentId} {Tables.Figure(f.Score)}"))}";
        if (failure.Missed.Count > 0)
            yield return $"  missed  {string.Join(", ", failure.Missed.Take(MostImages).Select(m => m.Rank > 0 ? $"{m.DocumentId} (rank {m.Rank})" : $"{m.DocumentId} (not found)"))}";
    }

    private static Table Parts(string title, IEnumerable<WorstSlice> parts)
    {
        var table = Tables.WithColumns(title, ">queries", ">mean", ">poor");
        foreach (var part in parts.Take(MostRows))
            table.Row($"{part.Attribute} {part.Value}", Tables.Count(part.Queries), Tables.Figure(part.Mean), Tables.Count(part.Poor));
        return table;
    }
}
