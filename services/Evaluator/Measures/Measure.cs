using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>What a measure's name may carry beyond the cutoff.</summary>
/// <param name="Cutoff">Only the first so many results count.</param>
/// <param name="Level">A judgement counts as relevant from this grade on; null leaves it to the evaluation.</param>
/// <param name="JudgedOnly">Whether unjudged results are dropped first.</param>
/// <param name="Number">The measure's own number: a recall point, a multiple of R, beta's square, a persistence.</param>
/// <param name="Numbers">Several of them.</param>
/// <param name="Gains">Gains that replace grades; null means that the grade is the gain.</param>
/// <param name="Exponential">Whether the gain is 2^grade - 1 instead of the grade.</param>
internal sealed record MeasureParameters(
    int Cutoff = int.MaxValue, int? Level = null, bool JudgedOnly = false, double Number = double.NaN, IReadOnlyList<double>? Numbers = null,
    IReadOnlyDictionary<int, double>? Gains = null, bool Exponential = false);

/// <summary>How topics' values become one figure.</summary>
internal enum Summary
{
    /// <summary>The sum divided by the number of topics.</summary>
    Mean,

    /// <summary>exp of the mean of ln max(value, 1e-5): a topic that fails weighs more than in the mean.</summary>
    GeometricMean,

    /// <summary>The sum: a count.</summary>
    Sum,
}

/// <summary>What follows <c>@</c> in a measure's name.</summary>
internal enum CutoffKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Optionally a number of results.</summary>
    Optional,

    /// <summary>A number of results.</summary>
    Required,

    /// <summary>A number such as a recall point.</summary>
    Number,
}

/// <summary>A measure as data: what it is called, what it takes, what it means, who defined it, and its pure function.</summary>
/// <param name="Name">As in ir_measures, without cutoff.</param>
/// <param name="Definition">The formula in words; R = relevant documents, n = results.</param>
/// <param name="Source">The paper or tool that defines it.</param>
/// <param name="Value">The value on one topic.</param>
internal sealed record MeasureFamily(string Name, string Definition, string Source, Func<JudgedRanking, MeasureParameters, double> Value)
{
    /// <summary>What follows <c>@</c>.</summary>
    public CutoffKind Cutoff { get; init; }

    /// <summary>How topics' values become one figure.</summary>
    public Summary Summary { get; init; }

    /// <summary>Named parameter of the measure's own number, such as <c>beta</c>; null where it has none.</summary>
    public string? NumberName { get; init; }

    /// <summary>The number where none is given.</summary>
    public double DefaultNumber { get; init; } = double.NaN;

    /// <summary>Whether grades can be replaced by other gains.</summary>
    public bool TakesGains { get; init; }
}

/// <summary>A measure with its parameters.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Family">What it is.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record Measure(string Name, MeasureFamily Family, MeasureParameters Parameters)
{
    /// <summary>The value on one topic, loaded with this measure's level and judged-only setting.</summary>
    public double ValueOf(JudgedRanking ranking) => Family.Value(ranking, Parameters);
}
