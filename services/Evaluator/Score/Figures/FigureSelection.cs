using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Figures;

/// <summary>The lines of a report.</summary>
internal static class FigureSelection
{
    /// <summary>What is given where nothing is asked for.</summary>
    public const string Default = "official";

    private static readonly int[] Cutoffs = [1, 5, 10];

    /// <summary>Chinese-CLIP's own figures.</summary>
    public const string ChineseClip = "chinese-clip";

    /// <summary>Reads names: trec_eval's come first and in its order, then the others in the order they were given.</summary>
    /// <exception cref="BenchException">A name is unknown or a parameter does not fit.</exception>
    public static IReadOnlyList<Figure> Parse(IReadOnlyList<string> names)
    {
        var figures = TrecMeasures.Expand(names.Where(TrecMeasures.Knows))
            .Concat(names.Where(n => !TrecMeasures.Knows(n)).SelectMany(n => n == ChineseClip ? ChineseClipFigures() : [Named(n)]))
            .DistinctBy(f => f.Name, StringComparer.Ordinal);
        return [.. figures];
    }

    private static Figure Named(string name)
    {
        var measure = MeasureParser.Parse(name);
        return new Figure(name, measure.Family.Summary switch
        {
            Summary.Sum => FigureKind.Whole,
            Summary.GeometricMean => FigureKind.SummaryReal,
            _ => FigureKind.Real,
        }, measure);
    }

    private static IEnumerable<Figure> ChineseClipFigures() =>
    [
        .. Cutoffs.Select(k => new Figure(
            $"r{k}", FigureKind.Percent, new Measure($"r{k}", Success.Family, new MeasureParameters(Cutoff: k)))),
        new Figure("mean_recall", FigureKind.MeanPercent),
    ];
}
