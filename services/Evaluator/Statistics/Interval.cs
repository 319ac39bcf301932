namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>An interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>The percentile interval (Efron 1981).</summary>
    /// <param name="sorted">The resampled figures, ascending.</param>
    /// <param name="confidence">Coverage.</param>
    public static Interval Percentile(ReadOnlySpan<double> sorted, double confidence) =>
        new(Quantile(sorted, (1 - confidence) / 2), Quantile(sorted, (1 + confidence) / 2));

    /// <summary>The bias-corrected and accelerated interval of a mean (Efron 1987); the percentile interval where it is not defined.</summary>
    /// <param name="sorted">The resampled means, ascending.</param>
    /// <param name="values">The values whose mean it is.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="confidence">Coverage.</param>
    public static Interval BiasCorrected(ReadOnlySpan<double> sorted, ReadOnlySpan<double> values, double mean, double confidence)
    {
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in values)
        {
            var d = value - mean;
            squares += d * d;
            cubes += d * d * d;
        }

        // Half of the equal ones count as below: a mean of few distinct values meets itself often.
        var below = (0.5 * LowerBound(sorted, mean) + 0.5 * UpperBound(sorted, mean)) / sorted.Length;
        if (squares <= 0 || below is <= 0 or >= 1)
            return Percentile(sorted, confidence);

        var bias = SpecialFunctions.NormalQuantile(below);
        // The jackknife's acceleration; for a mean its leave-one-out values are known in closed form.
        var acceleration = cubes / (6 * Math.Pow(squares, 1.5));
        return new Interval(Quantile(sorted, Shifted((1 - confidence) / 2)), Quantile(sorted, Shifted((1 + confidence) / 2)));

        double Shifted(double p)
        {
            var z = bias + SpecialFunctions.NormalQuantile(p);
            return SpecialFunctions.NormalCdf(bias + z / (1 - acceleration * z));
        }
    }

    /// <summary>A quantile by linear interpolation (Hyndman and Fan 1996, type 7).</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        var position = Math.Clamp(p, 0, 1) * (sorted.Length - 1);
        var at = (int)position;
        var next = Math.Min(at + 1, sorted.Length - 1);
        return sorted[at] + (position - at) * (sorted[next] - sorted[at]);
    }

    private static int LowerBound(ReadOnlySpan<double> sorted, double value)
    {
        var at = sorted.BinarySearch(new Before(value));
        return ~at;
    }

    private static int UpperBound(ReadOnlySpan<double> sorted, double value)
    {
        var at = sorted.BinarySearch(new After(value));
        return ~at;
    }

    private readonly struct Before(double value) : IComparable<double>
    {
        public int CompareTo(double other) => other >= value ? -1 : 1;
    }

    private readonly struct After(double value) : IComparable<double>
    {
        public int CompareTo(double other) => other > value ? -1 : 1;
    }
}
