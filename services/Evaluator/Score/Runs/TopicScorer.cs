using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>Takes the hits of one topic after the other and scores them. One per thread; its room is reused.</summary>
internal sealed class TopicScorer(JudgmentIndex judgments, ScorePlan plan) : IHitSink
{
    private readonly MeasurePlan _measures = new(plan.Measures, plan.Level, plan.JudgedOnly);
    private readonly IdTable _documents = new(1024);
    private readonly List<RankedGrade> _pool = [];
    private double[] _scores = new double[1024];
    private int[] _grades = new int[1024];
    private int[] _order = new int[1024];
    private JudgedTopic? _topic;

    public int Count => _documents.Count;

    /// <summary>Begins a topic; one without judgements is checked and not scored.</summary>
    public void Begin(int topic)
    {
        _topic = topic < 0 ? null : judgments[topic];
        _documents.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> documentId, double value)
    {
        if (_topic is null)
            return;
        var hash = IdHash.Of(documentId);
        if (!_documents.TryAdd(documentId, hash, out var index))
            throw new LineException($"document '{TextFields.Show(documentId)}' is there twice in this topic; keep one of the lines");
        if (index == _scores.Length)
        {
            Array.Resize(ref _scores, index * 2);
            Array.Resize(ref _grades, index * 2);
            _order = new int[index * 2];
        }

        _scores[index] = value;
        _grades[index] = _topic.TryGrade(documentId, hash, out var grade) ? Math.Max(grade, Unusable) : NotInPool;
    }

    /// <summary>The topic's values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TopicScoreRow Finish()
    {
        var count = _documents.Count;
        RankingOrder.Sort(_scores.AsSpan(0, count), _order.AsSpan(0, count), _documents);
        var retrieved = Math.Min(count, plan.MaxPerTopic);
        _pool.Clear();
        for (var rank = 1; rank <= retrieved; rank++)
        {
            if (_grades[_order[rank - 1]] is not NotInPool and var grade)
                _pool.Add(new RankedGrade(rank, grade));
        }

        var values = new double[plan.Measures.Count];
        var pool = CollectionsMarshal.AsSpan(_pool);
        _measures.Evaluate(retrieved, pool, _topic!.Judged, values);
        return new TopicScoreRow(
            values, plan.RelevanceStringLength > 0 ? RelevanceString.Of(retrieved, pool, plan.JudgedOnly, plan.RelevanceStringLength) : null);
    }

    private const int Unusable = -1;
    private const int NotInPool = -2;
}
