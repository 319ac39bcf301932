using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Thresholds;

/// <summary>How to analyse.</summary>
/// <param name="Level">A judgement counts as relevant from this grade on.</param>
/// <param name="WantedPrecision">Above 0 and below 1.</param>
/// <param name="CurvePoints">Points of each curve.</param>
/// <param name="Bootstrap">How intervals are made; its seed also halves the queries.</param>
/// <param name="SliceBy">Attributes to slice by.</param>
internal sealed record ThresholdPlan(
    int Level, double WantedPrecision, int CurvePoints, BootstrapPlan Bootstrap, IReadOnlyList<string> SliceBy);

/// <summary>A threshold chosen on one half and checked on the other.</summary>
internal sealed record CheckedThreshold(ThresholdFigures ChosenOn, ThresholdFigures CheckedOn, Interval Precision, Interval Risk);

/// <summary>Thresholds on one scale.</summary>
internal sealed record ScaleFigures(Scale Scale, ThresholdFigures[] Curve, CheckedThreshold? Chosen, CheckedThreshold? Controlled);

/// <summary>Curves over thresholds, and the threshold for a wanted precision.</summary>
internal static class ThresholdAnalysis
{
    /// <summary>Analyses topics on every scale.</summary>
    /// <param name="topics">In any order; at least two.</param>
    /// <param name="plan">How.</param>
    public static ScaleFigures[] Of(IEnumerable<ThresholdTopic> topics, ThresholdPlan plan)
    {
        ThresholdTopic[] sorted = [.. topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        var (first, second) = Halve(sorted, plan.Bootstrap.Seed);
        return [.. Enum.GetValues<Scale>().Select(scale => new ScaleFigures(
            scale,
            Curve(new ThresholdSweep(sorted, scale), plan.CurvePoints),
            Check(Choose(first, scale, plan.WantedPrecision), second, scale, plan.Bootstrap),
            Check(Control(first, scale, 1 - plan.WantedPrecision), second, scale, plan.Bootstrap)))];
    }

    /// <summary>The lowest threshold at which precision is as wanted; null where there is none.</summary>
    public static ThresholdFigures? Choose(IReadOnlyList<ThresholdTopic> topics, Scale scale, double precision)
    {
        ThresholdFigures? chosen = null;
        foreach (var figures in new ThresholdSweep(topics, scale).Down())
        {
            if (figures.Precision >= precision)
                chosen = figures;
        }

        return chosen;
    }

    /// <summary>
    /// The lowest threshold that conformal risk control allows: n/(n+1) of the monotone risk + 1/(n+1) is at most
    /// <paramref name="risk"/>. Then the expected share of wrong images of a new query is at most that, if it is drawn like these.
    /// </summary>
    public static ThresholdFigures? Control(IReadOnlyList<ThresholdTopic> topics, Scale scale, double risk)
    {
        double n = topics.Count;
        ThresholdFigures? chosen = null;
        foreach (var figures in new ThresholdSweep(topics, scale).Down())
        {
            if (n / (n + 1) * figures.MonotoneRisk + 1 / (n + 1) > risk)
                break;
            chosen = figures;
        }

        return chosen;
    }

    /// <summary>What a threshold shows.</summary>
    public static ThresholdFigures At(IReadOnlyList<ThresholdTopic> topics, Scale scale, double threshold)
    {
        var shown = new ShownResults(topics, topics.Count(t => t.Relevant > 0));
        for (var topic = 0; topic < topics.Count; topic++)
        {
            var values = topics[topic].On(scale);
            for (var i = 0; i < values.Length && values[i] >= threshold; i++)
                shown.Add(topic, topics[topic].IsRelevant[i]);
        }

        return shown.Figures(threshold);
    }

    private static ThresholdFigures[] Curve(ThresholdSweep sweep, int points)
    {
        ThresholdFigures[] all = [.. sweep.Down()];
        if (all.Length > points)
            all = [.. Spread(all.Length, points).Select(i => all[i])];
        Array.Reverse(all);
        return all;
    }

    // Evenly over the logarithm of how many results are shown: precision and recall change most among the first ones, and most thresholds
    // lie where nearly everything shown is wrong.
    private static IEnumerable<int> Spread(int count, int points)
    {
        var last = -1;
        for (var i = 0; i < points; i++)
        {
            var wanted = (int)Math.Round(Math.Pow(count, points > 1 ? (double)i / (points - 1) : 1)) - 1;
            last = Math.Clamp(wanted, last + 1, count - points + i);
            yield return last;
        }
    }

    private static CheckedThreshold? Check(ThresholdFigures? chosen, ThresholdTopic[] topics, Scale scale, BootstrapPlan plan)
    {
        if (chosen is not { } figures)
            return null;
        // Columns: precision where there is an answer, whether there is one, share of wrong images.
        var table = new ValueTable(topics.Length, 3);
        for (var topic = 0; topic < topics.Length; topic++)
        {
            var values = topics[topic].On(scale);
            var (all, relevant) = (0, 0);
            for (; all < values.Length && values[all] >= figures.Threshold; all++)
                relevant += topics[topic].IsRelevant[all] ? 1 : 0;
            if (all == 0)
                continue;
            var row = table.Row(topic);
            row[0] = (double)relevant / all;
            row[1] = 1;
            row[2] = (double)(all - relevant) / all;
        }

        var means = Bootstrap.Means(table, plan);
        double[] precisions = [.. means[0].Zip(means[1], (sum, answers) => answers > 0 ? sum / answers : 1).Order()];
        Array.Sort(means[2]);
        return new CheckedThreshold(
            figures, At(topics, scale, figures.Threshold), Interval.Percentile(precisions, plan.Confidence), Interval.Percentile(means[2], plan.Confidence));
    }

    // Fisher–Yates over topics in the order of their ids, so that the halves depend on the seed alone.
    private static (ThresholdTopic[] First, ThresholdTopic[] Second) Halve(ThresholdTopic[] sorted, ulong seed)
    {
        var shuffled = sorted.ToArray();
        var random = new Xoshiro256(seed, stream: ulong.MaxValue);
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return (shuffled[..(shuffled.Length / 2)], shuffled[(shuffled.Length / 2)..]);
    }
}
