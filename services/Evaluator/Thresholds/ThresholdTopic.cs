using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Thresholds;

/// <summary>What a score is compared with.</summary>
internal enum Scale
{
    /// <summary>The score as it is.</summary>
    Raw,

    /// <summary>The score less the mean of the query's results, divided by their standard deviation.</summary>
    ZScore,

    /// <summary>The score less the query's top score.</summary>
    Margin,
}

/// <summary>A query's results as thresholds see them.</summary>
/// <param name="QueryId">Its id.</param>
/// <param name="Scores">Scores, best first.</param>
/// <param name="IsRelevant">Whether each result is relevant.</param>
/// <param name="Relevant">Relevant documents that there are.</param>
internal sealed record ThresholdTopic(string QueryId, double[] Scores, bool[] IsRelevant, int Relevant)
{
    /// <summary>What it can be sliced by.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The topic that a ranker has just ranked.</summary>
    public static ThresholdTopic Of(in TopicInput topic, TopicRanker ranker, int level)
    {
        var scores = new double[ranker.Retrieved];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = topic.Scores[ranker.Order[i]];
        var relevant = new bool[scores.Length];
        foreach (var result in ranker.Pool)
            relevant[result.Rank - 1] = result.Grade >= level;
        return new ThresholdTopic(topic.QueryId, scores, relevant, ranker.Judged.CountFrom(level));
    }

    /// <summary>The results' values on a scale, best first.</summary>
    public double[] On(Scale scale)
    {
        if (scale == Scale.Raw || Scores.Length == 0)
            return Scores;
        if (scale == Scale.Margin)
            return [.. Scores.Select(s => s - Scores[0])];
        var mean = Scores.Average();
        var deviation = Math.Sqrt(Scores.Sum(s => (s - mean) * (s - mean)) / Scores.Length);
        return [.. Scores.Select(s => deviation > 0 ? (s - mean) / deviation : 0)];
    }
}
