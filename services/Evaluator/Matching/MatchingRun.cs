using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Matching;

/// <summary>The figures of pairs.</summary>
internal sealed record MatchingFigures(
    int Pairs, int Matching, Estimated RocAuc, Estimated AveragePrecision, Estimated Accuracy, double AccuracyThreshold, Estimated F1, double F1Threshold);

/// <summary>Scores pairs that match or do not (Zero's ICM and IQM).</summary>
internal static class MatchingRun
{
    // Resampling goes over all pairs each time: beyond this many steps it is done less often, and never less than this often.
    private const long MostWork = 2_000_000_000;
    private const int FewestResamples = 100;

    /// <summary>Scores pairs, with intervals from resampled pairs.</summary>
    /// <param name="scores">Scores; reordered by the call.</param>
    /// <param name="matches">Whether each pair matches; reordered with them.</param>
    /// <param name="plan">How intervals are made.</param>
    /// <exception cref="BenchException">All pairs match, or none.</exception>
    public static MatchingFigures Of(double[] scores, bool[] matches, BootstrapPlan plan)
    {
        var matching = matches.Count(m => m);
        if (matching == 0 || matching == matches.Length)
            throw BenchException.Invalid($"{matching} of {matches.Length} pairs match; figures need both kinds.", "pairs.matches");
        Array.Sort(scores, matches);
        Array.Reverse(scores);
        Array.Reverse(matches);
        var once = new int[scores.Length];
        Array.Fill(once, 1);
        var figures = MatchingCurve.Of(scores, matches, once);

        var resamples = (int)Math.Min(plan.Resamples, Math.Max(FewestResamples, MostWork / scores.Length));
        var resampled = new MatchingCurve[resamples];
        Parallel.For(0, resamples, new ParallelOptions { CancellationToken = plan.Stop }, resample =>
        {
            var random = new Xoshiro256(plan.Seed, (ulong)resample);
            var times = new int[scores.Length];
            for (var i = 0; i < times.Length; i++)
                times[random.Next(times.Length)]++;
            resampled[resample] = MatchingCurve.Of(scores, matches, times);
        });

        return new MatchingFigures(
            scores.Length, matching, With(figures.RocAuc, r => r.RocAuc), With(figures.AveragePrecision, r => r.AveragePrecision),
            With(figures.Accuracy, r => r.Accuracy), figures.AccuracyThreshold, With(figures.F1, r => r.F1), figures.F1Threshold);

        Estimated With(double value, Func<MatchingCurve, double> of) =>
            new(value, Interval.Percentile([.. resampled.Select(of).Order()], plan.Confidence));
    }
}
