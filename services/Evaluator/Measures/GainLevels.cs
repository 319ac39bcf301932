using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Gains of grades: the grade itself, or what a measure's parameters put in its place; unjudged and unusable gain nothing.</summary>
internal static class GainLevels
{
    /// <summary>The gain of a grade.</summary>
    public static double Of(int grade, MeasureParameters parameters)
    {
        if (grade < 0)
            return 0;
        if (parameters.Gains is { } gains && gains.TryGetValue(grade, out var gain))
            return gain;
        return parameters.Exponential ? Math.Pow(2, grade) - 1 : grade;
    }

    /// <summary>The positive gains of the judged documents with their counts, highest first: the ideal ranking.</summary>
    public static (double Gain, int Count)[] Ideal(JudgedSet judged, MeasureParameters parameters)
    {
        var levels = new List<(double Gain, int Count)>(judged.Levels.Length);
        foreach (var (grade, count) in judged.Levels)
        {
            if (Of(grade, parameters) is > 0 and var gain)
                levels.Add((gain, count));
        }

        if (parameters.Gains is not null)
            levels.Sort(static (x, y) => y.Gain.CompareTo(x.Gain));
        return [.. levels];
    }
}
