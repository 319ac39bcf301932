using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Evaluator.Thresholds;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary>What a simulation found, and between which bounds it must lie.</summary>
internal readonly record struct SimulatedFigure(string Name, double Value, double Low, double High);

/// <summary>Holds the statistics to what they promise, on simulated datasets whose truth is known.</summary>
internal static class StatisticsSimulation
{
    private const int Topics = 200;

    /// <summary>Coverage of 95 % intervals of means and of paired differences.</summary>
    /// <param name="datasets">Simulated datasets.</param>
    /// <param name="slack">What chance may add to the bounds of 93 and 97 %.</param>
    public static IEnumerable<SimulatedFigure> Coverage(int datasets, double slack = 0)
    {
        // Precision at 5 of topics of differing difficulty; success at 1; reciprocal rank, which is skewed; and the same system a little better.
        var names = new[] { "P@5", "Success@1", "RR", "difference of P@5" };
        var truth = new[] { 0.5, 0.5, ExpectedReciprocalRank(0.35), -0.05 };
        var (percentile, corrected) = (new int[4], new int[4]);
        Parallel.For(0, datasets, dataset =>
        {
            var random = new Xoshiro256(seed: 1, (ulong)dataset);
            var table = new ValueTable(Topics, 4);
            for (var topic = 0; topic < Topics; topic++)
            {
                var ease = random.NextDouble();
                var row = table.Row(topic);
                row[0] = Share(ref random, 5, ease);
                row[1] = random.NextDouble() < ease ? 1 : 0;
                row[2] = 1.0 / Rank(ref random, 0.35);
                // A second system whose difficulty is shared with the first: their difference is 0.05 on average.
                row[3] = row[0] - Share(ref random, 5, 0.1 + ease * 0.9);
            }

            var means = Bootstrap.Means(table, new BootstrapPlan(1000, 0.95, (ulong)dataset));
            for (var column = 0; column < 4; column++)
            {
                Array.Sort(means[column]);
                var values = table.Column(column);
                var mean = PairedTests.Moments(values).Mean;
                Count(percentile, column, Interval.Percentile(means[column], 0.95), truth[column]);
                Count(corrected, column, Interval.BiasCorrected(means[column], values, mean, 0.95), truth[column]);
            }
        });
        for (var column = 0; column < 4; column++)
        {
            yield return new SimulatedFigure($"coverage of the percentile interval, {names[column]}", (double)percentile[column] / datasets, 0.93 - slack, 0.97 + slack);
            yield return new SimulatedFigure($"coverage of the BCa interval, {names[column]}", (double)corrected[column] / datasets, 0.93 - slack, 0.97 + slack);
        }
    }

    /// <summary>p-values of two systems that are alike: uniform, so the share below 5 % and the largest distance to the uniform distribution.</summary>
    public static IEnumerable<SimulatedFigure> NullPValues(int datasets)
    {
        var (randomization, t) = (new double[datasets], new double[datasets]);
        Parallel.For(0, datasets, dataset =>
        {
            var random = new Xoshiro256(seed: 2, (ulong)dataset);
            var table = new ValueTable(Topics, 1);
            for (var topic = 0; topic < Topics; topic++)
            {
                var ease = random.NextDouble();
                table.Row(topic)[0] = 1.0 / Rank(ref random, 0.2 + 0.6 * ease) - 1.0 / Rank(ref random, 0.2 + 0.6 * ease);
            }

            randomization[dataset] = RandomizationTest.PValues(table, 1000, (ulong)dataset)[0];
            t[dataset] = PairedTests.TTest(table.Column(0));
        });

        // The distance of a uniform sample is below 1.63 / sqrt(n) with a probability of 99 % (Kolmogorov).
        var distance = 1.63 / Math.Sqrt(datasets) + 0.005;
        var chance = 3 * Math.Sqrt(0.05 * 0.95 / datasets);
        foreach (var (name, values) in new[] { ("randomisation test", randomization), ("t test", t) })
        {
            Array.Sort(values);
            yield return new SimulatedFigure($"p below 0.05 under the null, {name}", values.Count(p => p < 0.05) / (double)datasets, 0.05 - chance, 0.05 + chance);
            yield return new SimulatedFigure(
                $"distance of p from uniform, {name}",
                values.Select((p, i) => Math.Max(Math.Abs(p - (double)i / datasets), Math.Abs(p - (i + 1.0) / datasets))).Max(), 0, distance);
        }
    }

    /// <summary>The share of wrong images that a controlled threshold shows to new queries: at most what was promised, 10 %.</summary>
    public static IEnumerable<SimulatedFigure> ConformalRisk(int datasets)
    {
        var (risk, given) = (new double[datasets], new bool[datasets]);
        Parallel.For(0, datasets, dataset =>
        {
            var random = new Xoshiro256(seed: 3, (ulong)dataset);
            ThresholdTopic[] known = [.. Enumerable.Range(0, 100).Select(i => Ranked(ref random, i))];
            if (ThresholdAnalysis.Control(known, Scale.Raw, 0.1) is not { } chosen)
                return;
            ThresholdTopic[] unseen = [.. Enumerable.Range(0, 100).Select(i => Ranked(ref random, i))];
            (risk[dataset], given[dataset]) = (ThresholdAnalysis.At(unseen, Scale.Raw, chosen.Threshold).Risk, true);
        });
        yield return new SimulatedFigure("share of wrong images at the controlled threshold (promised 0.1)", risk.Where((_, i) => given[i]).Average(), 0, 0.1);
        yield return new SimulatedFigure("datasets in which a threshold could be promised", given.Count(g => g) / (double)datasets, 0.9, 1);
    }

    /// <summary>Prediction-powered intervals with a good judge and with one that knows nothing and is biased.</summary>
    public static IEnumerable<SimulatedFigure> PredictionPoweredIntervals(int datasets, double slack = 0)
    {
        foreach (var (name, accuracy, widest) in new[] { ("good judge", 0.95, 0.75), ("useless and biased judge", 0.0, 1.02) })
        {
            var (covered, width, humanWidth) = (new bool[datasets], new double[datasets], new double[datasets]);
            Parallel.For(0, datasets, dataset =>
            {
                var random = new Xoshiro256(seed: 4 + (ulong)(accuracy * 100), (ulong)dataset);
                var (judged, human, rest) = (new double[300], new double[300], new double[5000]);
                for (var i = 0; i < human.Length; i++)
                    (judged[i], human[i]) = Judge(ref random, accuracy);
                for (var i = 0; i < rest.Length; i++)
                    rest[i] = Judge(ref random, accuracy).Judge;
                var mean = PredictionPowered.Of(judged, human, rest, 0.95);
                covered[dataset] = mean.Estimate.Interval.Low <= 0.6 && 0.6 <= mean.Estimate.Interval.High;
                width[dataset] = mean.Estimate.Interval.High - mean.Estimate.Interval.Low;
                humanWidth[dataset] = mean.HumanOnly.Interval.High - mean.HumanOnly.Interval.Low;
            });
            yield return new SimulatedFigure($"coverage of the prediction-powered interval, {name}", covered.Count(c => c) / (double)datasets, 0.93 - slack, 0.97 + slack);
            yield return new SimulatedFigure($"its width against that of the human sample alone, {name}", width.Average() / humanWidth.Average(), 0, widest);
        }
    }

    // Relevance is right in 6 of 10; the useless judge says yes in 9 of 10, whatever it sees.
    private static (double Judge, double Human) Judge(ref Xoshiro256 random, double accuracy)
    {
        double human = random.NextDouble() < 0.6 ? 1 : 0;
        if (accuracy == 0)
            return (random.NextDouble() < 0.9 ? 1 : 0, human);
        return (random.NextDouble() < accuracy ? human : 1 - human, human);
    }

    // Twenty results a query; relevant ones score higher, and how much so differs from query to query.
    private static ThresholdTopic Ranked(ref Xoshiro256 random, int number)
    {
        var shift = random.NextDouble();
        var results = new (double Score, bool Relevant)[20];
        for (var i = 0; i < results.Length; i++)
        {
            var relevant = random.NextDouble() < 0.3;
            results[i] = (random.NextDouble() + 0.3 * shift + (relevant ? 0.7 : 0), relevant);
        }

        Array.Sort(results, (x, y) => y.Score.CompareTo(x.Score));
        return new ThresholdTopic(
            $"q{number}", [.. results.Select(r => r.Score)], [.. results.Select(r => r.Relevant)], results.Count(r => r.Relevant));
    }

    private static double Share(ref Xoshiro256 random, int of, double chance)
    {
        var hits = 0;
        for (var i = 0; i < of; i++)
            hits += random.NextDouble() < chance ? 1 : 0;
        return (double)hits / of;
    }

    private static int Rank(ref Xoshiro256 random, double chance)
    {
        var rank = 1;
        while (rank < 1000 && random.NextDouble() >= chance)
            rank++;
        return rank;
    }

    private static double ExpectedReciprocalRank(double chance) =>
        Enumerable.Range(1, 1000).Sum(rank => chance * Math.Pow(1 - chance, rank - 1) / rank);

    private static void Count(int[] covered, int column, Interval interval, double truth)
    {
        if (interval.Low <= truth && truth <= interval.High)
            Interlocked.Increment(ref covered[column]);
    }
}
