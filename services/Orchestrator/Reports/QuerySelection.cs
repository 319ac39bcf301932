using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Which queries of a run a report shows.</summary>
/// <param name="Worst">The worst ones, worst first.</param>
/// <param name="Typical">Some from its middle, worse ones first.</param>
internal sealed record QuerySelection(IReadOnlyList<string> Worst, IReadOnlyList<string> Typical)
{
    /// <summary>Typical queries come from this part of all queries ordered by how well they went.</summary>
    private const double TypicalFrom = 0.3;
    private const double TypicalTo = 0.8;

    /// <summary>
    /// Chooses half of the queries from the bottom and half from the middle. Of queries that ask for the same labels in other words
    /// or another language only one is shown.
    /// </summary>
    /// <param name="topics">How each query went, in the dataset's order: its query and a value, the larger the better.</param>
    /// <param name="count">Queries wanted; fewer come from a small dataset.</param>
    public static QuerySelection Choose(IEnumerable<(DatasetQuery Query, double Value)> topics, int count)
    {
        var ordered = topics.OrderBy(t => t.Value).ThenBy(t => t.Query.Id, StringComparer.Ordinal).Select(t => t.Query).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var worst = new List<string>();
        foreach (var query in ordered)
        {
            if (worst.Count == (count + 1) / 2)
                break;
            if (seen.Add(Subject(query)))
                worst.Add(query.Id);
        }

        var typical = new List<string>();
        var wanted = count - worst.Count;
        var (start, end) = ((int)(TypicalFrom * ordered.Length), (int)(TypicalTo * ordered.Length));
        for (var i = 0; i < wanted && start < end; i++)
        {
            // Evenly over the middle; where a subject was shown, the next one that was not.
            var at = start + (int)((i + 0.5) * (end - start) / wanted);
            if (ordered.AsEnumerable().Skip(at).FirstOrDefault(q => !seen.Contains(Subject(q))) is not { } query)
                continue;
            seen.Add(Subject(query));
            typical.Add(query.Id);
        }

        return new QuerySelection(worst, typical);
    }

    private static string Subject(DatasetQuery query) => query.Labels.Count > 0 ? string.Join('\n', query.Labels) : query.Id;
}
