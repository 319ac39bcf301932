namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>The figures of one run.</summary>
/// <param name="Queries">Queries evaluated.</param>
/// <param name="QueriesWithoutRelevant">Queries without any relevant image; they score 0.</param>
/// <param name="QueriesWithoutHits">Queries for which nothing was found; they score 0.</param>
/// <param name="Measures">Means over all queries, in the order that <see cref="RunTopic.Values"/> has too.</param>
/// <param name="Slices">The same over parts of the queries, ordered by attribute, then value.</param>
/// <param name="Curve">Mean precision and recall at each cutoff from 1 on.</param>
internal sealed record RunSummary(
    long Queries,
    long QueriesWithoutRelevant,
    long QueriesWithoutHits,
    IReadOnlyList<MeasureValue> Measures,
    IReadOnlyList<RunSlice> Slices,
    IReadOnlyList<CutoffPoint> Curve)
{
    /// <summary>The measures with each group of near-duplicates as one image; none where the dataset has no groups.</summary>
    public IReadOnlyList<MeasureValue> DuplicateAware { get; init; } = [];

    /// <summary>What unjudged results leave open, for each <c>P@k</c> of the measures.</summary>
    public IReadOnlyList<PrecisionBounds> PrecisionBounds { get; init; } = [];

    /// <summary>What equal scores leave open; null where nobody looked.</summary>
    public TieReport? Ties { get; init; }

    /// <summary>The figures of a matching set, which has no others; null elsewhere.</summary>
    public MatchingFigures? Matching { get; init; }
}

/// <summary>A mean with the ends of its bootstrap interval. Measures are named as in ir_measures, such as <c>P@5</c>.</summary>
internal sealed record MeasureValue(string Measure, double Mean, double Low, double High)
{
    /// <summary>Lower end of the bias-corrected and accelerated interval.</summary>
    public double BcaLow { get; init; }

    /// <summary>Upper end of the bias-corrected and accelerated interval.</summary>
    public double BcaHigh { get; init; }
}

/// <summary>Figures of the queries whose attribute has this value, such as <c>level</c> = <c>2</c>.</summary>
internal sealed record RunSlice(string Attribute, string Value, long Queries, IReadOnlyList<MeasureValue> Measures)
{
    /// <summary>The measures with each group of near-duplicates as one image; none where the dataset has no groups.</summary>
    public IReadOnlyList<MeasureValue> DuplicateAware { get; init; } = [];

    /// <summary>What unjudged results leave open, for each <c>P@k</c> of the measures.</summary>
    public IReadOnlyList<PrecisionBounds> PrecisionBounds { get; init; } = [];
}

/// <summary>Mean precision and recall at a cutoff.</summary>
internal sealed record CutoffPoint(int Cutoff, double Precision, double Recall);
