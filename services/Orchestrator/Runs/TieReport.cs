namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>How much means depend on the order of equal scores.</summary>
/// <param name="QueriesWithTies">Queries in which results have equal scores.</param>
/// <param name="Measures">One for each measure.</param>
internal sealed record TieReport(long QueriesWithTies, IReadOnlyList<TieRange> Measures);

/// <summary>A mean with the less relevant first among equals, averaged over random orders, and with the more relevant first.</summary>
internal sealed record TieRange(string Measure, double Worst, double Expected, double Best);
