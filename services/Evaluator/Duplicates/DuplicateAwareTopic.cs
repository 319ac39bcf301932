using System.Runtime.InteropServices;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Duplicates;

/// <summary>
/// A topic with each near-duplicate group counted as one document: the best placed member stands for the group and the others are taken
/// out of the ranking; the group's grade is the highest of its members'. Reused from topic to topic.
/// </summary>
internal sealed class DuplicateAwareTopic(DuplicateGroups groups)
{
    private readonly Dictionary<int, int> _groupGrades = [];
    private readonly Dictionary<string, int> _singleGrades = new(StringComparer.Ordinal);
    private readonly HashSet<int> _seen = [];
    private readonly List<RankedGrade> _pool = [];

    /// <summary>Results, each group once.</summary>
    public int Retrieved { get; private set; }

    /// <summary>Results that have a judgement, by rank; valid until the next topic.</summary>
    public ReadOnlySpan<RankedGrade> Pool => CollectionsMarshal.AsSpan(_pool);

    /// <summary>All judgements, each group once.</summary>
    public JudgedSet Judged { get; private set; } = JudgedSet.Empty;

    /// <summary>Looks at a topic that was ranked.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="order">Positions of its results, best first.</param>
    /// <param name="maxHits">Only so many results count.</param>
    public void Load(in TopicInput topic, ReadOnlySpan<int> order, int maxHits)
    {
        LoadGrades(topic);
        _seen.Clear();
        _pool.Clear();
        Retrieved = 0;
        foreach (var position in order)
        {
            if (Retrieved == maxHits)
                break;
            var id = topic.HitIds[position];
            var group = groups.Of(id);
            if (group >= 0 && !_seen.Add(group))
                continue;
            Retrieved++;
            if (group >= 0 ? _groupGrades.TryGetValue(group, out var grade) : _singleGrades.TryGetValue(id, out grade))
                _pool.Add(new RankedGrade(Retrieved, grade));
        }
    }

    private void LoadGrades(in TopicInput topic)
    {
        _groupGrades.Clear();
        _singleGrades.Clear();
        for (var i = 0; i < topic.JudgedIds.Length; i++)
        {
            var group = groups.Of(topic.JudgedIds[i]);
            if (group < 0)
                _singleGrades[topic.JudgedIds[i]] = topic.Grades[i];
            else
                _groupGrades[group] = Math.Max(topic.Grades[i], _groupGrades.GetValueOrDefault(group, int.MinValue));
        }

        Judged = JudgedSet.Of((int[])[.. _groupGrades.Values, .. _singleGrades.Values]);
    }
}
