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
    private const int NotJudged = int.MinValue;

    // One look-up for each result finds both its grade and whether it was there before.
    private readonly Dictionary<string, (int Grade, bool Found)> _documents = new(StringComparer.Ordinal);
    private readonly List<RankedGrade> _pool = [];
    private int[] _order = [];
    private int[] _grades = [];
    private double[] _scores = [];

    /// <summary>Positions of the topic's results, best first; valid until the next topic.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Retrieved);

    /// <summary>Results.</summary>
    public int Retrieved { get; private set; }

    /// <summary>Results that have a judgement, by rank; valid until the next topic.</summary>
    public ReadOnlySpan<RankedGrade> Pool => CollectionsMarshal.AsSpan(_pool);

    /// <summary>All judgements.</summary>
    public JudgedSet Judged { get; private set; } = JudgedSet.Empty;

    /// <summary>A document's grade; null where it has none. Of the topic ranked last.</summary>
    public int? GradeOf(string documentId) =>
        _documents.TryGetValue(documentId, out var document) && document.Grade != NotJudged ? document.Grade : null;

    /// <summary>Ranks a topic.</summary>
    /// <exception cref="BenchException">A document is there twice, or a score is not finite.</exception>
    public void Rank(in TopicInput topic)
    {
        _documents.Clear();
        for (var i = 0; i < topic.JudgedIds.Length; i++)
        {
            // The lowest grade stands for "not judged"; a negative one means unusable, however low.
            if (!_documents.TryAdd(topic.JudgedIds[i], (Math.Max(topic.Grades[i], NotJudged + 1), false)))
                throw Twice(topic.QueryId, topic.JudgedIds[i], "judgments");
        }

        Judged = JudgedSet.Of(topic.Grades.AsSpan().ToArray());
        Retrieved = topic.HitIds.Length;
        if (_order.Length < Retrieved)
            (_order, _grades, _scores) = (new int[Retrieved * 2], new int[Retrieved * 2], new double[Retrieved * 2]);
        LookUp(topic);
        topic.Scores.CopyTo(_scores, 0);
        RankingOrder.Sort(_scores.AsSpan(0, Retrieved), _order.AsSpan(0, Retrieved), new StringIds(topic.HitIds));

        _pool.Clear();
        for (var rank = 1; rank <= Retrieved; rank++)
        {
            var grade = _grades[_order[rank - 1]];
            if (grade != NotJudged)
                _pool.Add(new RankedGrade(rank, grade));
        }
    }

    private void LookUp(in TopicInput topic)
    {
        for (var i = 0; i < topic.HitIds.Length; i++)
        {
            if (!double.IsFinite(topic.Scores[i]))
                throw BenchException.Invalid(
                    $"Query '{topic.QueryId}': the score of document '{topic.HitIds[i]}' is {topic.Scores[i]}; scores must be finite.", "topics.hits.score");
            ref var document = ref CollectionsMarshal.GetValueRefOrAddDefault(_documents, topic.HitIds[i], out var known);
            if (!known)
                document.Grade = NotJudged;
            else if (document.Found)
                throw Twice(topic.QueryId, topic.HitIds[i], "hits");
            document.Found = true;
            _grades[i] = document.Grade;
        }
    }

    private static BenchException Twice(string queryId, string documentId, string field) =>
        BenchException.Invalid($"Query '{queryId}' has document '{documentId}' twice in its {field}; send it once.", $"topics.{field}.document_id");
}
