using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Comparison;
using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Quality;

/// <summary>How to assess a dataset.</summary>
internal sealed record QualityPlan(
    IReadOnlyList<string> Systems, BootstrapPlan Bootstrap, int Permutations, IReadOnlyList<string> BalanceOf, double TextSimilarity,
    IReadOnlyList<string> SliceBy);

/// <summary>A topic of the dataset.</summary>
internal sealed record QualityTopicData(string QueryId, string Text, int Relevant, IReadOnlyDictionary<string, string> Attributes, double[] Values);

/// <summary>How values spread.</summary>
internal readonly record struct SpreadFigures(double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum, double Mean)
{
    /// <summary>The spread of at least one value.</summary>
    public static SpreadFigures Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new SpreadFigures(
            sorted[0], Interval.Quantile(sorted, 0.25), Interval.Quantile(sorted, 0.5), Interval.Quantile(sorted, 0.75), sorted[^1], sorted.Average());
    }
}

/// <summary>How evenly topics spread over an attribute's values.</summary>
internal sealed record BalanceFigures(string Attribute, double Evenness, IReadOnlyList<(string Value, int Queries)> Values);

/// <summary>The assessment.</summary>
internal sealed record QualityFigures(
    int Queries, double DiscriminativePower, int SystemPairs, Estimated? OrderStability, double DetectableDifference, SpreadFigures? Difficulty,
    int TooEasy, int TooHard, SpreadFigures Relevant, int WithoutRelevant, IReadOnlyList<BalanceFigures> Balance,
    IReadOnlyList<(string First, string Second, double Similarity)> Similar, IReadOnlyList<QualitySliceFigures> Slices);

/// <summary>The assessment of a part of the topics, without balance and similar texts.</summary>
internal sealed record QualitySliceFigures(string Attribute, string Value, QualityFigures Figures);

/// <summary>Takes a dataset's topics and says what it is worth.</summary>
internal sealed class QualityRun(QualityPlan plan, int maxTopics)
{
    private const double Significant = 0.05;
    private const double Easy = 0.9;
    private const double Hard = 0.1;
    private const int MostSimilar = 1000;
    private const int MostValues = 1000;

    /// <summary>How it assesses.</summary>
    public QualityPlan Plan => plan;

    private readonly List<QualityTopicData> _topics = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public void Add(QualityTopicData topic)
    {
        TopicIds.Check(_ids, topic.QueryId, maxTopics);
        _topics.Add(topic);
    }

    public QualityFigures Complete()
    {
        if (_topics.Count == 0)
            throw BenchException.Invalid("There are no topics to assess; send at least one.", "topics");
        QualityTopicData[] sorted = [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        SliceRows[] slices = [.. Slicing.Cut(sorted, t => t.Attributes, plan.SliceBy)];
        AnswerSize.CheckSlices(slices.Length, 1, AnswerSize.MostQualitySlices);
        var similar = SimilarTexts.Find([.. sorted.Select(t => t.Text)], plan.TextSimilarity);
        return Assess(sorted) with
        {
            Balance = [.. plan.BalanceOf.Select(attribute => Balance(sorted, attribute))],
            Similar = [.. similar.Take(MostSimilar).Select(p => (sorted[p.First].QueryId, sorted[p.Second].QueryId, p.Similarity))],
            Slices = [.. slices.Select(s => new QualitySliceFigures(s.Attribute, s.Value, Assess([.. s.Rows.Select(row => sorted[row])])))],
        };
    }

    private QualityFigures Assess(QualityTopicData[] sorted)
    {
        var table = new ValueTable(sorted.Length, plan.Systems.Count);
        for (var row = 0; row < sorted.Length; row++)
            sorted[row].Values.CopyTo(table.Row(row));
        var compared = plan.Systems.Count > 1;
        Difference[] differences = compared
            ? Difference.All(table, new ComparisonPlan(plan.Systems, ["value"], plan.Bootstrap, plan.Permutations, []))
            : [];
        return new QualityFigures(
            sorted.Length,
            compared ? (double)differences.Count(d => d.Holm < Significant) / differences.Length : 0,
            differences.Length,
            compared ? Stability(table) : null,
            compared ? Interval.Quantile([.. differences.Select(d => d.Detectable).Order()], 0.5) : 0,
            plan.Systems.Count > 0 ? SpreadFigures.Of(sorted.Select(t => t.Values.Average())) : null,
            sorted.Count(t => t.Values.Length > 0 && t.Values.All(v => v >= Easy)),
            sorted.Count(t => t.Values.Length > 0 && t.Values.All(v => v <= Hard)),
            SpreadFigures.Of(sorted.Select(t => (double)t.Relevant)),
            sorted.Count(t => t.Relevant == 0),
            Balance: [], Similar: [], Slices: []);
    }

    // Kendall's tau between the order of systems on resampled topics and on all of them.
    private Estimated Stability(ValueTable table)
    {
        var all = Enumerable.Range(0, table.Columns).Select(c => PairedTests.Moments(table.Column(c)).Mean).ToArray();
        var means = Bootstrap.Means(table, plan.Bootstrap);
        var taus = new double[plan.Bootstrap.Resamples];
        var resampled = new double[table.Columns];
        for (var resample = 0; resample < taus.Length; resample++)
        {
            for (var column = 0; column < resampled.Length; column++)
                resampled[column] = means[column][resample];
            taus[resample] = KendallTau.Of(all, resampled);
        }

        Array.Sort(taus);
        return new Estimated(taus.Average(), Interval.Percentile(taus, plan.Bootstrap.Confidence));
    }

    private static BalanceFigures Balance(QualityTopicData[] topics, string attribute)
    {
        (string Value, int Queries)[] values =
        [
            .. topics.Where(t => t.Attributes.ContainsKey(attribute)).CountBy(t => t.Attributes[attribute], StringComparer.Ordinal)
                .Select(v => (v.Key, v.Value)).OrderByDescending(v => v.Value).ThenBy(v => v.Key, Utf8Order.Instance),
        ];
        double total = values.Sum(v => v.Queries);
        var entropy = -values.Sum(v => v.Queries / total * Math.Log(v.Queries / total));
        return new BalanceFigures(attribute, values.Length > 1 ? entropy / Math.Log(values.Length) : 1, [.. values.Take(MostValues)]);
    }
}
