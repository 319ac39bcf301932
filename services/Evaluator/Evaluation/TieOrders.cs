using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>A topic's values over the orders that equal scores allow.</summary>
/// <param name="Worst">With the less relevant first.</param>
/// <param name="Expected">Mean over random orders.</param>
/// <param name="Best">With the more relevant first.</param>
internal sealed record TieValues(double[] Worst, double[] Expected, double[] Best);

/// <summary>Scores a topic again with its equal scores in other orders.</summary>
/// <param name="measures">The measures.</param>
/// <param name="orders">Random orders for the expected values.</param>
/// <param name="seed">Seed of them.</param>
internal sealed class TieOrders(MeasurePlan measures, int orders, ulong seed)
{
    private const int NotInPool = int.MinValue;

    /// <summary>The values; null where no two results have the same score.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="ranker">It, ranked.</param>
    /// <param name="maxHits">Only so many results count.</param>
    /// <param name="count">How many measures there are.</param>
    public TieValues? Of(in TopicInput topic, TopicRanker ranker, int maxHits, int count)
    {
        var scores = new double[ranker.Retrieved];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = topic.Scores[ranker.Order[i]];
        var groups = Groups(scores);
        if (groups.Count == 0)
            return null;
        var grades = new int[ranker.Retrieved];
        Array.Fill(grades, NotInPool);
        foreach (var result in ranker.Pool)
            grades[result.Rank - 1] = result.Grade;

        foreach (var (start, length) in groups)
            grades.AsSpan(start, length).Sort();
        var worst = Values(grades, ranker.Judged, maxHits, count);
        foreach (var (start, length) in groups)
            grades.AsSpan(start, length).Reverse();
        var best = Values(grades, ranker.Judged, maxHits, count);
        return new TieValues(worst, Expected(grades, groups, ranker.Judged, maxHits, count, Stream(topic.QueryId)), best);
    }

    private double[] Expected(int[] grades, List<(int Start, int Length)> groups, JudgedSet judged, int maxHits, int count, ulong stream)
    {
        var random = new Xoshiro256(seed, stream);
        var sums = new double[count];
        for (var order = 0; order < orders; order++)
        {
            foreach (var (start, length) in groups)
            {
                for (var i = length - 1; i > 0; i--)
                {
                    var j = random.Next(i + 1);
                    (grades[start + i], grades[start + j]) = (grades[start + j], grades[start + i]);
                }
            }

            var values = Values(grades, judged, maxHits, count);
            for (var i = 0; i < count; i++)
                sums[i] += values[i];
        }

        return [.. sums.Select(s => s / orders)];
    }

    private double[] Values(int[] grades, JudgedSet judged, int maxHits, int count)
    {
        var retrieved = Math.Min(grades.Length, maxHits);
        var pool = new List<RankedGrade>();
        for (var i = 0; i < retrieved; i++)
        {
            if (grades[i] != NotInPool)
                pool.Add(new RankedGrade(i + 1, grades[i]));
        }

        var values = new double[count];
        measures.Evaluate(retrieved, [.. pool], judged, values);
        return values;
    }

    private static List<(int Start, int Length)> Groups(double[] scores)
    {
        var groups = new List<(int, int)>();
        for (int start = 0, end = 1; end <= scores.Length; end++)
        {
            if (end < scores.Length && scores[end] == scores[start])
                continue;
            if (end - start > 1)
                groups.Add((start, end - start));
            start = end;
        }

        return groups;
    }

    // A stream for each topic that does not depend on where it stands (FNV-1a).
    private static ulong Stream(string queryId)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in queryId)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
