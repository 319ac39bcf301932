using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Agreement;

/// <summary>How to measure agreement.</summary>
internal sealed record AgreementPlan(int Level, BootstrapPlan Bootstrap, IReadOnlyList<string> Systems);

/// <summary>What judge and people say of a query.</summary>
internal sealed record AgreementTopicData(string QueryId, GradedPair[] Pairs, double[] JudgeValues, double[] HumanValues);

/// <summary>How far they agree.</summary>
internal sealed record AgreementFigures(
    int Queries, long Pairs, Estimated Agreement, Estimated Kappa, Estimated WeightedKappa, Estimated BinaryKappa, Estimated? Tau, GradeTable Counts);

/// <summary>Takes topics and measures agreement; intervals resample queries with all their pairs.</summary>
internal sealed class AgreementRun(AgreementPlan plan, int maxTopics)
{
    /// <summary>How it measures.</summary>
    public AgreementPlan Plan => plan;

    private readonly List<AgreementTopicData> _topics = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public void Add(AgreementTopicData topic)
    {
        TopicIds.Check(_ids, topic.QueryId, maxTopics);
        _topics.Add(topic);
    }

    public AgreementFigures Complete()
    {
        if (!_topics.Any(t => t.Pairs.Length > 0))
            throw BenchException.Invalid("There are no pairs of grades to compare; send documents that both have graded.", "topics");
        AgreementTopicData[] sorted = [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        // Every pair of grades that occur has a count in the answer.
        const int MostGrades = 100;
        int[] grades = [.. sorted.SelectMany(t => t.Pairs).SelectMany(p => new[] { p.Judge, p.Human }).Distinct().Order()];
        if (grades.Length > MostGrades)
            throw BenchException.Invalid($"{grades.Length} different grades occur; agreement is measured on {MostGrades} at most.", "topics.pairs");
        var places = sorted.Select(t => t.Pairs.Select(p => (
            Judge: Array.BinarySearch(grades, p.Judge), Human: Array.BinarySearch(grades, p.Human))).ToArray()).ToArray();
        var once = Enumerable.Repeat(1, sorted.Length).ToArray();
        var counts = Count(grades, places, once);
        var systems = plan.Systems.Count;
        var tau = systems > 1 ? Tau(sorted, once) : 0;

        var resampled = new double[5][];
        for (var i = 0; i < resampled.Length; i++)
            resampled[i] = new double[plan.Bootstrap.Resamples];
        Parallel.For(0, plan.Bootstrap.Resamples, new ParallelOptions { CancellationToken = plan.Bootstrap.Stop }, resample =>
        {
            var times = Draw(sorted.Length, plan.Bootstrap.Seed, resample);
            var table = Count(grades, places, times);
            double[] figures =
                [table.Agreement(), table.Kappa(), table.WeightedKappa(), table.BinaryKappa(plan.Level), systems > 1 ? Tau(sorted, times) : 0];
            for (var i = 0; i < figures.Length; i++)
                resampled[i][resample] = figures[i];
        });

        return new AgreementFigures(
            sorted.Length, sorted.Sum(t => (long)t.Pairs.Length), With(counts.Agreement(), resampled[0]), With(counts.Kappa(), resampled[1]),
            With(counts.WeightedKappa(), resampled[2]), With(counts.BinaryKappa(plan.Level), resampled[3]),
            systems > 1 ? With(tau, resampled[4]) : null, counts);
    }

    private Estimated With(double value, double[] resampled)
    {
        Array.Sort(resampled);
        return new Estimated(value, Interval.Percentile(resampled, plan.Bootstrap.Confidence));
    }

    private static GradeTable Count(int[] grades, (int Judge, int Human)[][] places, int[] times)
    {
        var table = new GradeTable(grades);
        for (var topic = 0; topic < places.Length; topic++)
        {
            if (times[topic] == 0)
                continue;
            foreach (var (judge, human) in places[topic])
                table.Add(judge, human, times[topic]);
        }

        return table;
    }

    private double Tau(AgreementTopicData[] topics, int[] times)
    {
        var (judge, human) = (new double[plan.Systems.Count], new double[plan.Systems.Count]);
        for (var topic = 0; topic < topics.Length; topic++)
        {
            for (var system = 0; system < judge.Length; system++)
            {
                judge[system] += times[topic] * topics[topic].JudgeValues[system];
                human[system] += times[topic] * topics[topic].HumanValues[system];
            }
        }

        return KendallTau.Of(judge, human);
    }

    private static int[] Draw(int topics, ulong seed, int resample)
    {
        var random = new Xoshiro256(seed, (ulong)resample);
        var times = new int[topics];
        for (var i = 0; i < topics; i++)
            times[random.Next(topics)]++;
        return times;
    }
}
