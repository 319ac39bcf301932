using ImageSearchBench.Evaluator.Duplicates;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>An evaluation that takes topics one by one; it keeps a topic's values, not its documents.</summary>
internal sealed class EvaluationRun(EvaluationPlan plan, int maxTopics)
{
    private readonly TopicRanker _ranker = new();
    private readonly JudgedRanking _ranking = new();
    private readonly MeasurePlan _measures = new(plan.Measures, plan.Level, plan.JudgedOnly);
    private readonly DuplicateGroups _groups = new();
    private readonly List<TopicScore> _topics = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private DuplicateAwareTopic? _aware;
    private TieOrders? _ties;

    /// <summary>The topics, in the order they came.</summary>
    public IReadOnlyList<TopicScore> Topics => _topics;

    /// <summary>Takes a near-duplicate group.</summary>
    /// <exception cref="BenchException">There were topics already, or a document is in two groups.</exception>
    public void AddDuplicates(IEnumerable<string> documentIds)
    {
        if (_topics.Count > 0)
            throw BenchException.Invalid("Near-duplicate groups must come before the first topic.", "duplicate_groups");
        _groups.Add(documentIds);
        _aware ??= new DuplicateAwareTopic(_groups);
    }

    /// <summary>Scores a topic.</summary>
    /// <exception cref="BenchException">The topic or one of its documents is there twice, or a score is not finite.</exception>
    public void Add(in TopicInput topic, IReadOnlyDictionary<string, string> attributes)
    {
        TopicIds.Check(_ids, topic.QueryId, maxTopics);
        _ranker.Rank(topic);
        var retrieved = Math.Min(_ranker.Retrieved, plan.MaxHits);
        var pool = Within(_ranker.Pool, retrieved);
        var values = new double[plan.Measures.Count];
        _measures.Evaluate(retrieved, pool, _ranker.Judged, values);
        _ranking.Load(retrieved, pool, _ranker.Judged, plan.Level, plan.JudgedOnly);
        _topics.Add(new TopicScore(
            topic.QueryId, attributes, values, _ranking.RelevantRanks.ToArray(), _ranking.Relevant, retrieved,
            [.. plan.PrecisionCutoffs.Select(k => PrecisionBounds.Of(_ranking, k))], Aware(topic), Ties(topic)));
    }

    /// <summary>The figures of all topics.</summary>
    /// <exception cref="BenchException">There are no topics.</exception>
    public EvaluationFigures Complete()
    {
        if (_topics.Count == 0)
            throw BenchException.Invalid("There are no topics to evaluate; send at least one.", "topics");
        TopicScore[] sorted = [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        SliceRows[] slices = [.. Slicing.Cut(sorted, t => t.Attributes, plan.SliceBy)];
        AnswerSize.CheckSlices(slices.Length, plan.Measures.Count + plan.PrecisionCutoffs.Length, AnswerSize.MostSliceFigures);
        return new EvaluationFigures(
            PartFigures.Of(sorted, plan), sorted.Count(t => t.Relevant == 0), sorted.Count(t => t.Retrieved == 0),
            [.. slices.Select(slice => new SliceFigures(slice.Attribute, slice.Value, PartFigures.Of([.. slice.Rows.Select(row => sorted[row])], plan)))],
            CutoffCurve.Of(sorted, plan.CurveDepth), plan.TieOrders > 0 ? TieFigures.Of(sorted, plan.Measures) : null);
    }

    private static ReadOnlySpan<RankedGrade> Within(ReadOnlySpan<RankedGrade> pool, int retrieved)
    {
        while (pool.Length > 0 && pool[^1].Rank > retrieved)
            pool = pool[..^1];
        return pool;
    }

    private double[]? Aware(in TopicInput topic)
    {
        if (_aware is null)
            return null;
        _aware.Load(topic, _ranker.Order, plan.MaxHits);
        var values = new double[plan.Measures.Count];
        _measures.Evaluate(_aware.Retrieved, _aware.Pool, _aware.Judged, values);
        return values;
    }

    private TieValues? Ties(in TopicInput topic)
    {
        if (plan.TieOrders == 0)
            return null;
        _ties ??= new TieOrders(_measures, plan.TieOrders, plan.Bootstrap.Seed);
        return _ties.Of(topic, _ranker, plan.MaxHits, plan.Measures.Count);
    }
}
