using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Failures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Evaluator.Thresholds;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Topics of a threshold analysis as they come in.</summary>
internal sealed class ThresholdWork(ThresholdPlan plan, EvaluatorOptions limits)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly TopicRanker _ranker = new();
    private long _hits;

    public ThresholdPlan Plan => plan;

    public List<ThresholdTopic> Topics { get; } = [];

    public void Add(in TopicInput topic, IReadOnlyDictionary<string, string> attributes)
    {
        TopicIds.Check(_ids, topic.QueryId, limits.MaxTopics);
        _hits += topic.HitIds.Length;
        Limits.Check(_hits, limits.MaxItems);
        _ranker.Rank(topic);
        Topics.Add(ThresholdTopic.Of(topic, _ranker, plan.Level) with { Attributes = attributes });
    }
}

/// <summary>Values of a prediction-powered estimate as they come in.</summary>
internal sealed class LabeledValues(double confidence, EvaluatorOptions limits)
{
    public double Confidence => confidence;

    public List<double> Judged { get; } = [];

    public List<double> Human { get; } = [];

    public List<double> Unlabeled { get; } = [];

    public void Add(double judge, double? human)
    {
        Limits.Check((long)Judged.Count + Unlabeled.Count + 1, limits.MaxItems);
        if (!double.IsFinite(judge) || !double.IsFinite(human ?? 0))
            throw BenchException.Invalid("A value is not finite.", "values");
        if (human is { } value)
        {
            Judged.Add(judge);
            Human.Add(value);
        }
        else
        {
            Unlabeled.Add(judge);
        }
    }
}

/// <summary>Pairs of a matching evaluation as they come in.</summary>
internal sealed class MatchingPairs(BootstrapPlan plan, EvaluatorOptions limits)
{
    public BootstrapPlan Plan => plan;

    public List<double> Scores { get; } = [];

    public List<bool> Matches { get; } = [];

    public void Add(double score, bool matches)
    {
        Limits.Check(Scores.Count + 1L, limits.MaxItems);
        if (!double.IsFinite(score))
            throw BenchException.Invalid($"The score of pair {Scores.Count + 1} is {score}; scores must be finite.", "pairs.score");
        Scores.Add(score);
        Matches.Add(matches);
    }
}

/// <summary>A failure analysis with what is known of documents.</summary>
internal sealed class FailureWork(FailurePlan plan, EvaluatorOptions limits)
{
    private FailureAnalysis? _analysis;

    public FailurePlan Plan => plan;

    public FailureKnowledge Knowledge { get; } = new();

    /// <summary>The analysis; documents are known once it has begun.</summary>
    public FailureAnalysis Analysis => _analysis ??= new FailureAnalysis(plan, Knowledge, limits.MaxTopics);

    /// <summary>Refuses knowledge behind the first topic, which would have been explained without it.</summary>
    public void CheckKnowledgeComesFirst()
    {
        if (_analysis is not null)
            throw BenchException.Invalid("Near-duplicate groups and labels must come before the first topic.", "topics");
    }
}

/// <summary>What one call may keep.</summary>
internal static class Limits
{
    public static void Check(long items, int limit)
    {
        if (items > limit)
            throw new BenchException(ErrorKind.ResourceExhausted, $"More than {limit} items in one call; raise Evaluator:MaxItems or send a sample.");
    }
}
