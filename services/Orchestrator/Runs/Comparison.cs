namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>Runs compared pair by pair on the same dataset.</summary>
/// <param name="Id">The same runs, measures and seed give the same id.</param>
/// <param name="Runs">The runs, in the order asked for.</param>
/// <param name="Queries">Queries compared.</param>
/// <param name="Differences">By measure, then first system, then second.</param>
internal sealed record Comparison(string Id, IReadOnlyList<Run> Runs, long Queries, IReadOnlyList<PairedDifference> Differences)
{
    /// <summary>The same in parts of the queries, ordered by attribute, then value.</summary>
    public IReadOnlyList<DifferenceSlice> Slices { get; init; } = [];
}

/// <summary>Differences on the queries whose attribute has this value.</summary>
internal sealed record DifferenceSlice(string Attribute, string Value, long Queries, IReadOnlyList<PairedDifference> Differences);

/// <summary>How two systems differ in a measure; the difference is first minus second, with its bootstrap interval.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="First">Name of the first system.</param>
/// <param name="Second">Name of the second system.</param>
/// <param name="FirstMean">Mean of the first.</param>
/// <param name="SecondMean">Mean of the second.</param>
/// <param name="Difference">First minus second.</param>
/// <param name="Low">Lower end of the interval of the difference.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="PRandomization">Two-sided p-value of the paired randomisation test.</param>
/// <param name="PT">Two-sided p-value of the paired t test.</param>
/// <param name="PHolm"><paramref name="PRandomization"/> after Holm's correction over all pairs of the measure.</param>
/// <param name="Wins">Queries on which the first is better.</param>
/// <param name="Ties">Queries on which both are equal.</param>
/// <param name="Losses">Queries on which the second is better.</param>
internal sealed record PairedDifference(
    string Measure,
    string First,
    string Second,
    double FirstMean,
    double SecondMean,
    double Difference,
    double Low,
    double High,
    double PRandomization,
    double PT,
    double PHolm,
    long Wins,
    long Ties,
    long Losses)
{
    /// <summary>Lower end of the bias-corrected and accelerated interval of the difference.</summary>
    public double BcaLow { get; init; }

    /// <summary>Upper end of it.</summary>
    public double BcaHigh { get; init; }

    /// <summary>The smallest true difference that these queries would show (5 % level, 80 % power).</summary>
    public double DetectableDifference { get; init; }
}
