using ImageSearchBench.Evaluator.Measures;

namespace ImageSearchBench.Evaluator.Score.Figures;

/// <summary>What kind of value a figure has, and where it is printed.</summary>
internal enum FigureKind
{
    /// <summary>A number.</summary>
    Real,

    /// <summary>A count.</summary>
    Whole,

    /// <summary>A number of the summary alone.</summary>
    SummaryReal,

    /// <summary>The number of topics.</summary>
    Queries,

    /// <summary>The run's own name.</summary>
    RunId,

    /// <summary>The first grades as characters; of topics alone.</summary>
    RelevanceString,

    /// <summary>A mean times 100, as Chinese-CLIP gives it.</summary>
    Percent,

    /// <summary>The mean of the percents before it.</summary>
    MeanPercent,
}

/// <summary>A line of the report.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Kind">What kind of value it has.</param>
/// <param name="Measure">The measure behind it; null where there is none.</param>
/// <param name="Length">Characters of a relevance string.</param>
internal sealed record Figure(string Name, FigureKind Kind, Measure? Measure = null, int Length = 0);
