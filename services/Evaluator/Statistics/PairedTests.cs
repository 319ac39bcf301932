namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>What needs no resampling.</summary>
internal static class PairedTests
{
    /// <summary>The two-sided p-value of the paired t test (Student 1908); 1 where there is nothing to test with.</summary>
    public static double TTest(ReadOnlySpan<double> differences)
    {
        var (mean, deviation) = Moments(differences);
        if (differences.Length < 2 || mean == 0)
            return 1;
        return deviation == 0
            ? 0
            : SpecialFunctions.StudentTwoSided(mean / (deviation / Math.Sqrt(differences.Length)), differences.Length - 1);
    }

    /// <summary>
    /// The smallest true difference that a two-sided test at 5 % finds with a probability of 80 %: (z(0.975) + z(0.8)) · s / √n (Cohen 1988),
    /// from the spread of the differences seen. 0 where there is no spread.
    /// </summary>
    public static double DetectableDifference(ReadOnlySpan<double> differences) =>
        (SpecialFunctions.NormalQuantile(0.975) + SpecialFunctions.NormalQuantile(0.8))
        * Moments(differences).Deviation / Math.Sqrt(differences.Length);

    /// <summary>Holm's correction (1979): p-values that hold for all tests together.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var sorted = pValues.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var corrected = new double[sorted.Length];
        var highest = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            highest = Math.Max(highest, Math.Min(1, sorted[i] * (sorted.Length - i)));
            corrected[order[i]] = highest;
        }

        return corrected;
    }

    /// <summary>Mean and sample standard deviation; 0 for fewer than two values.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        if (values.Length < 2)
            return (mean, 0);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / (values.Length - 1)));
    }
}
