namespace ImageSearchBench.Evaluator.Measures;

/// <summary>How topics' values become one figure; topics are added one by one in UTF-8 byte order of their ids, and divided once.</summary>
internal static class Aggregation
{
    private const double Smallest = 1e-5;

    /// <summary>What is added up of a topic's value.</summary>
    public static double Term(Summary summary, double value) =>
        summary == Summary.GeometricMean ? Math.Log(Math.Max(value, Smallest)) : value;

    /// <summary>The figure of a sum of terms.</summary>
    public static double Figure(Summary summary, double sum, int topics) => summary switch
    {
        Summary.Sum => sum,
        _ when topics == 0 => 0,
        Summary.GeometricMean => Math.Exp(sum / topics),
        _ => sum / topics,
    };

    /// <summary>The figure of a mean of terms, such as a resampled one.</summary>
    public static double FigureOfMean(Summary summary, double mean, int topics) => summary switch
    {
        Summary.Sum => mean * topics,
        Summary.GeometricMean => Math.Exp(mean),
        _ => mean,
    };
}
