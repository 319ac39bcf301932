using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Comparison;

/// <summary>How two systems differ in a measure: first minus second.</summary>
internal sealed record Difference(
    string Measure, string First, string Second, double FirstMean, double SecondMean, double Mean, Interval Percentile, Interval BiasCorrected,
    double Randomization, double T, double Holm, int Wins, int Ties, int Losses, double Detectable)
{
    /// <summary>All pairs of systems, by measure, then first, then second system.</summary>
    /// <param name="values">A row per topic; columns system by system and in each measure by measure.</param>
    /// <param name="plan">How to compare.</param>
    public static Difference[] All(ValueTable values, ComparisonPlan plan)
    {
        var measures = plan.Measures.Count;
        var pairs = Pairs(plan.Systems.Count);
        var resampled = Bootstrap.Means(values, plan.Bootstrap);
        var randomization = RandomizationTest.PValues(Subtract(values, pairs, measures), plan.Permutations, plan.Bootstrap.Seed, plan.Bootstrap.Stop);

        var result = new List<Difference>(measures * pairs.Length);
        for (var measure = 0; measure < measures; measure++)
        {
            var column = measure;
            var holm = PairedTests.Holm([.. pairs.Select((_, pair) => randomization[pair * measures + column])]);
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                var (first, second) = pairs[pair];
                var difference = Of(values, resampled, first * measures + measure, second * measures + measure, plan.Bootstrap.Confidence);
                result.Add(difference with
                {
                    Measure = plan.Measures[measure],
                    First = plan.Systems[first],
                    Second = plan.Systems[second],
                    Randomization = randomization[pair * measures + measure],
                    Holm = holm[pair],
                });
            }
        }

        return [.. result];
    }

    private static Difference Of(ValueTable values, double[][] resampled, int first, int second, double confidence)
    {
        var (x, y) = (values.Column(first), values.Column(second));
        var (wins, ties, losses) = (0, 0, 0);
        var differences = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            differences[i] = x[i] - y[i];
            if (x[i] > y[i])
                wins++;
            else if (x[i] < y[i])
                losses++;
            else
                ties++;
        }

        double[] means = [.. resampled[first].Zip(resampled[second], (a, b) => a - b).Order()];
        var mean = PairedTests.Moments(differences).Mean;
        return new Difference(
            "", "", "", PairedTests.Moments(x).Mean, PairedTests.Moments(y).Mean, mean, Interval.Percentile(means, confidence),
            Interval.BiasCorrected(means, differences, mean, confidence), 1, PairedTests.TTest(differences), 1, wins, ties, losses,
            PairedTests.DetectableDifference(differences));
    }

    private static (int First, int Second)[] Pairs(int systems) =>
        [.. Enumerable.Range(0, systems).SelectMany(first => Enumerable.Range(first + 1, systems - first - 1).Select(second => (first, second)))];

    private static ValueTable Subtract(ValueTable values, (int First, int Second)[] pairs, int measures)
    {
        var table = new ValueTable(values.Rows, pairs.Length * measures);
        for (var row = 0; row < values.Rows; row++)
        {
            var from = values.Row(row);
            var to = table.Row(row);
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                for (var measure = 0; measure < measures; measure++)
                    to[pair * measures + measure] = from[pairs[pair].First * measures + measure] - from[pairs[pair].Second * measures + measure];
            }
        }

        return table;
    }
}
