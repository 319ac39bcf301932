using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>A query with what is relevant to it and what a system found.</summary>
/// <param name="QueryId">Its id.</param>
/// <param name="JudgedIds">Judged documents.</param>
/// <param name="Grades">Their grades.</param>
/// <param name="HitIds">Documents found, in any order.</param>
/// <param name="Scores">Their scores, finite.</param>
internal readonly record struct TopicInput(string QueryId, string[] JudgedIds, int[] Grades, string[] HitIds, double[] Scores);

/// <summary>Puts topics in order and looks up their grades. Reused from topic to topic; one per thread.</summary>
internal sealed class TopicRanker
{
    private readonly Dictionary<string, int> _grades = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<RankedGrade> _pool = [];
    private int[] _order = [];

    /// <summary>Positions of the topic's results, best first; valid until the next topic.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Retrieved);

    /// <summary>Results.</summary>
    public int Retrieved { get; private set; }

    /// <summary>Results that have a judgement, by rank; valid until the next topic.</summary>
    public ReadOnlySpan<RankedGrade> Pool => CollectionsMarshal.AsSpan(_pool);

    /// <summary>All judgements.</summary>
    public JudgedSet Judged { get; private set; } = JudgedSet.Empty;

    /// <summary>A document's grade; null where it has none. Of the topic ranked last.</summary>
    public int? GradeOf(string documentId) => _grades.TryGetValue(documentId, out var grade) ? grade : null;

    /// <summary>Ranks a topic.</summary>
    /// <exception cref="BenchException">A document is there twice, or a score is not finite.</exception>
    public void Rank(in TopicInput topic)
    {
        _grades.Clear();
        for (var i = 0; i < topic.JudgedIds.Length; i++)
        {
            if (!_grades.TryAdd(topic.JudgedIds[i], topic.Grades[i]))
                throw Twice(topic.QueryId, topic.JudgedIds[i], "judgments");
        }

        Judged = JudgedSet.Of(topic.Grades.AsSpan().ToArray());
        Check(topic);
        Retrieved = topic.HitIds.Length;
        if (_order.Length < Retrieved)
            _order = new int[Retrieved];
        RankingOrder.Sort(topic.Scores.AsSpan().ToArray(), _order.AsSpan(0, Retrieved), new StringIds(topic.HitIds));

        _pool.Clear();
        if (_grades.Count == 0)
            return;
        for (var rank = 1; rank <= Retrieved; rank++)
        {
            if (_grades.TryGetValue(topic.HitIds[_order[rank - 1]], out var grade))
                _pool.Add(new RankedGrade(rank, grade));
        }
    }

    private void Check(in TopicInput topic)
    {
        _seen.Clear();
        for (var i = 0; i < topic.HitIds.Length; i++)
        {
            if (!double.IsFinite(topic.Scores[i]))
                throw BenchException.Invalid(
                    $"Query '{topic.QueryId}': the score of document '{topic.HitIds[i]}' is {topic.Scores[i]}; scores must be finite.", "topics.hits.score");
            if (!_seen.Add(topic.HitIds[i]))
                throw Twice(topic.QueryId, topic.HitIds[i], "hits");
        }
    }

    private static BenchException Twice(string queryId, string documentId, string field) =>
        BenchException.Invalid($"Query '{queryId}' has document '{documentId}' twice in its {field}; send it once.", $"topics.{field}.document_id");
}
