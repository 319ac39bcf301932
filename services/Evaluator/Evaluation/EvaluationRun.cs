using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>Figures of a part of the topics.</summary>
internal sealed record SliceFigures(string Attribute, string Value, int Queries, MeasureFigure[] Measures);

/// <summary>The figures of one system.</summary>
internal sealed record EvaluationFigures(
    int Queries, int QueriesWithoutRelevant, int QueriesWithoutHits, MeasureFigure[] Measures, SliceFigures[] Slices, CurvePoint[] Curve);

/// <summary>An evaluation that takes topics one by one; it keeps a topic's values, not its documents.</summary>
internal sealed class EvaluationRun(EvaluationPlan plan, int maxTopics)
{
    private readonly TopicRanker _ranker = new();
    private readonly JudgedRanking _ranking = new();
    private readonly MeasurePlan _measures = new(plan.Measures, plan.Level);
    private readonly List<TopicScore> _topics = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The topics, in the order they came.</summary>
    public IReadOnlyList<TopicScore> Topics => _topics;

    /// <summary>Scores a topic.</summary>
    /// <exception cref="BenchException">The topic or one of its documents is there twice, or a score is not finite.</exception>
    public void Add(in TopicInput topic, IReadOnlyDictionary<string, string> attributes)
    {
        TopicIds.Check(_ids, topic.QueryId, maxTopics);
        _ranker.Rank(topic);
        var values = new double[plan.Measures.Count];
        _measures.Evaluate(_ranker.Retrieved, _ranker.Pool, _ranker.Judged, values);
        _ranking.Load(_ranker.Retrieved, _ranker.Pool, _ranker.Judged, plan.Level);
        _topics.Add(new TopicScore(
            topic.QueryId, attributes, values, _ranking.RelevantRanks.ToArray(), _ranking.Relevant, _ranking.Retrieved));
    }

    /// <summary>The figures of all topics.</summary>
    /// <exception cref="BenchException">There are no topics.</exception>
    public EvaluationFigures Complete()
    {
        if (_topics.Count == 0)
            throw BenchException.Invalid("There are no topics to evaluate; send at least one.", "topics");
        TopicScore[] sorted = [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        var slices = Slicing.Cut(sorted, t => t.Attributes, plan.SliceBy).Select(slice =>
        {
            double[][] topics = [.. slice.Rows.Select(row => sorted[row].Values)];
            return new SliceFigures(slice.Attribute, slice.Value, topics.Length, MeasureFigure.Of(topics, plan.Measures, plan.Bootstrap));
        });
        return new EvaluationFigures(
            sorted.Length, sorted.Count(t => t.Relevant == 0), sorted.Count(t => t.Retrieved == 0),
            MeasureFigure.Of([.. sorted.Select(t => t.Values)], plan.Measures, plan.Bootstrap), [.. slices], CutoffCurve.Of(sorted, plan.CurveDepth));
    }
}
