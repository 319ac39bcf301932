using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Agreement;

/// <summary>A figure with its interval.</summary>
internal readonly record struct Estimated(double Value, Interval Interval);

/// <summary>A mean from many judge values and a few human ones.</summary>
/// <param name="Labeled">Units with a human value.</param>
/// <param name="Unlabeled">Units without.</param>
/// <param name="Estimate">The corrected mean.</param>
/// <param name="HumanOnly">The mean of the human values.</param>
/// <param name="JudgeOnly">The mean of all judge values.</param>
/// <param name="JudgeBias">The judge's mean error on the human sample.</param>
/// <param name="Weight">Weight of the judge's values.</param>
internal sealed record PredictionPoweredMean(
    int Labeled, int Unlabeled, Estimated Estimate, Estimated HumanOnly, double JudgeOnly, double JudgeBias, double Weight);

/// <summary>
/// Prediction-powered inference of a mean (Angelopoulos et al. 2023): human mean + w · (judge mean on the rest − judge mean on the human
/// sample), with the weight w that makes the interval narrowest (Angelopoulos, Duchi and Zrnic 2023). It covers whatever the judge says,
/// because only the human sample decides where it is centred.
/// </summary>
internal static class PredictionPowered
{
    /// <summary>Estimates.</summary>
    /// <param name="judged">Judge values of the units with a human value; at least two.</param>
    /// <param name="human">Their human values.</param>
    /// <param name="unlabeled">Judge values of the other units.</param>
    /// <param name="confidence">Coverage.</param>
    public static PredictionPoweredMean Of(ReadOnlySpan<double> judged, ReadOnlySpan<double> human, ReadOnlySpan<double> unlabeled, double confidence)
    {
        double n = human.Length;
        var (humanMean, humanDeviation) = PairedTests.Moments(human);
        var (judgedMean, _) = PairedTests.Moments(judged);
        var restMean = unlabeled.Length == 0 ? judgedMean : PairedTests.Moments(unlabeled).Mean;
        double[] everything = [.. judged, .. unlabeled];
        var (judgeMean, judgeDeviation) = PairedTests.Moments(everything);
        var share = unlabeled.Length == 0 ? 0 : n / unlabeled.Length;

        var covariance = 0.0;
        for (var i = 0; i < human.Length; i++)
            covariance += (judged[i] - judgedMean) * (human[i] - humanMean);
        covariance /= n - 1;
        var variance = judgeDeviation * judgeDeviation;
        var weight = unlabeled.Length == 0 || variance <= 0 ? 0 : Math.Clamp(covariance / ((1 + share) * variance), 0, 1);

        var residual = new double[human.Length];
        for (var i = 0; i < human.Length; i++)
            residual[i] = human[i] - weight * judged[i];
        var (residualMean, residualDeviation) = PairedTests.Moments(residual);
        var spread = residualDeviation * residualDeviation / n + (weight > 0 ? weight * weight * variance / unlabeled.Length : 0);
        var z = SpecialFunctions.NormalQuantile((1 + confidence) / 2);
        return new PredictionPoweredMean(
            human.Length, unlabeled.Length, Around(residualMean + weight * restMean, z * Math.Sqrt(spread)),
            Around(humanMean, z * humanDeviation / Math.Sqrt(n)), judgeMean, judgedMean - humanMean, weight);
    }

    private static Estimated Around(double value, double half) => new(value, new Interval(value - half, value + half));
}
