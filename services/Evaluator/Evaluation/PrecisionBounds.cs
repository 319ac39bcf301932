using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>What unjudged results leave open of precision at a cutoff.</summary>
/// <param name="Cutoff">The cutoff.</param>
/// <param name="Low">Mean precision with unjudged results as wrong.</param>
/// <param name="High">Mean precision with unjudged results as right.</param>
/// <param name="Judged">Mean share of the top that is judged.</param>
internal readonly record struct PrecisionBounds(int Cutoff, double Low, double High, double Judged)
{
    /// <summary>The bounds of one topic.</summary>
    public static PrecisionBounds Of(JudgedRanking ranking, int cutoff)
    {
        var judged = 0;
        foreach (var result in ranking.Pool)
            judged += result.Rank <= cutoff ? 1 : 0;
        var relevant = ranking.RelevantWithin(cutoff);
        var unjudged = Math.Min(cutoff, ranking.Retrieved) - judged;
        return new PrecisionBounds(cutoff, (double)relevant / cutoff, (double)(relevant + unjudged) / cutoff, (double)judged / cutoff);
    }

    /// <summary>The means over topics, in the order they are given.</summary>
    public static PrecisionBounds[] Mean(IReadOnlyList<PrecisionBounds[]> topics)
    {
        var means = new PrecisionBounds[topics[0].Length];
        for (var i = 0; i < means.Length; i++)
        {
            var (low, high, judged) = (0.0, 0.0, 0.0);
            foreach (var topic in topics)
            {
                low += topic[i].Low;
                high += topic[i].High;
                judged += topic[i].Judged;
            }

            means[i] = new PrecisionBounds(topics[0][i].Cutoff, low / topics.Count, high / topics.Count, judged / topics.Count);
        }

        return means;
    }
}
