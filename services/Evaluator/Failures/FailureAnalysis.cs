using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Failures;

/// <summary>Takes topics one by one, keeps the worst and counts them all.</summary>
internal sealed class FailureAnalysis(FailurePlan plan, FailureKnowledge knowledge, int maxTopics)
{
    private readonly TopicRanker _ranker = new();
    private readonly MeasurePlan _measure = new([plan.Measure], plan.Level);
    private readonly CauseFinder _causes = new(knowledge, plan.Level);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    // The best of the kept ones is at the front, to go first.
    private readonly PriorityQueue<PoorQuery, PoorQuery> _kept = new(Comparer<PoorQuery>.Create((x, y) => Worse(y, x)));

    /// <summary>What is said of all topics.</summary>
    public FailureCounts Counts { get; } = new(plan, knowledge);

    /// <summary>Looks at a topic.</summary>
    public void Add(FailureTopicData topic)
    {
        TopicIds.Check(_ids, topic.Topic.QueryId, maxTopics);
        _ranker.Rank(topic.Topic);
        Span<double> value = stackalloc double[1];
        _measure.Evaluate(_ranker.Retrieved, _ranker.Pool, _ranker.Judged, value);
        LookedAt[] found = [.. Enumerable.Range(1, Math.Min(plan.Depth, _ranker.Retrieved)).Select(rank => Look(topic, rank))];
        LookedAt[] wrong = [.. found.Where(f => f.Grade is null || f.Grade < plan.Level)];
        // A query without relevant images fails by its data; nothing found could have been right.
        var poor = value[0] < plan.PoorBelow && _ranker.Judged.CountFrom(plan.Level) > 0 ? Explain(topic, value[0], found, wrong) : null;
        Counts.Add(topic, value[0], wrong, poor);
        if (poor is null)
            return;
        _kept.Enqueue(poor, poor);
        if (_kept.Count > plan.MaxFailures)
            _kept.Dequeue();
    }

    /// <summary>The worst queries, worst first.</summary>
    public IReadOnlyList<PoorQuery> Worst() => [.. _kept.UnorderedItems.Select(i => i.Element).Order(Comparer<PoorQuery>.Create(Worse))];

    private static int Worse(PoorQuery x, PoorQuery y) =>
        x.Value != y.Value ? x.Value.CompareTo(y.Value) : Utf8Order.Compare(x.QueryId, y.QueryId);

    private LookedAt Look(FailureTopicData topic, int rank)
    {
        var position = _ranker.Order[rank - 1];
        var id = topic.Topic.HitIds[position];
        return new LookedAt(
            id, topic.Topic.Scores[position], _ranker.GradeOf(id), [.. topic.Labels.Where(l => knowledge.LabelsOf(id).Contains(l, StringComparer.Ordinal))]);
    }

    private PoorQuery Explain(FailureTopicData topic, double value, LookedAt[] found, LookedAt[] wrong)
    {
        var input = topic.Topic;
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var rank = 1; rank <= _ranker.Retrieved; rank++)
            ranks[input.HitIds[_ranker.Order[rank - 1]]] = rank;
        (string Id, int Grade, int Rank)[] relevant =
        [
            .. input.JudgedIds.Zip(input.Grades, (id, grade) => (Id: id, Grade: grade, Rank: ranks.GetValueOrDefault(id))).Where(j => j.Grade >= plan.Level)
                .OrderBy(j => j.Rank == 0 ? int.MaxValue : j.Rank).ThenBy(j => j.Id, Utf8Order.Instance),
        ];
        Missed[] missed =
        [
            .. relevant.Where(r => r.Rank == 0 || r.Rank > plan.Depth).Take(plan.Depth)
                .Select(r => new Missed(r.Id, r.Grade, r.Rank, r.Rank == 0 ? 0 : input.Scores[_ranker.Order[r.Rank - 1]])),
        ];
        var causes = _causes.Find(topic, wrong, [.. relevant.Select(r => r.Id)], Place(input, relevant[0]));
        return new PoorQuery(input.QueryId, value, found, missed, relevant.Length, causes);
    }

    private CaptionPlace Place(in TopicInput topic, (string Id, int Grade, int Rank) best)
    {
        if (best.Rank == 0)
            return new CaptionPlace(best.Id, 0, 0, 0);
        var mean = topic.Scores.Average();
        var scores = topic.Scores;
        var deviation = Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / scores.Length);
        var (top, own) = (scores[_ranker.Order[0]], scores[_ranker.Order[best.Rank - 1]]);
        return deviation > 0
            ? new CaptionPlace(best.Id, best.Rank, (own - mean) / deviation, (top - own) / deviation)
            : new CaptionPlace(best.Id, best.Rank, 0, 0);
    }
}
