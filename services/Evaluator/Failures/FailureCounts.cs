using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Failures;

/// <summary>A part of the topics, by quality.</summary>
internal sealed record PartQuality(string Attribute, string Value, int Queries, double Mean, int Poor);

/// <summary>A concept found in place of another.</summary>
internal sealed record ConfusionCount(string Asked, string Found, int Results, int Queries);

/// <summary>A document that is wrong in many queries.</summary>
internal sealed record HubCount(string DocumentId, int Queries);

/// <summary>What is counted over all topics of a failure analysis.</summary>
internal sealed class FailureCounts(FailurePlan plan, FailureKnowledge knowledge)
{
    // A document is a hub when it is wrong in at least this many queries.
    private const int FewestHubQueries = 3;

    private readonly List<(string QueryId, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Labels, double Value, bool Poor)> _topics = [];
    private readonly Dictionary<CauseKind, int> _causes = [];
    private readonly Dictionary<(string Asked, string Found), (int Results, int Queries)> _confusions = [];
    private readonly Dictionary<string, int> _wrong = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Asked, int Satisfied), int> _satisfied = [];

    /// <summary>Topics.</summary>
    public int Queries => _topics.Count;

    /// <summary>Poor ones.</summary>
    public int Poor => _causes.Values.Sum();

    /// <summary>Counts a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="value">Its value of the measure.</param>
    /// <param name="wrong">The results looked at that are not relevant.</param>
    /// <param name="poor">What is said of it where it is poor.</param>
    public void Add(FailureTopicData topic, double value, IReadOnlyList<LookedAt> wrong, PoorQuery? poor)
    {
        _topics.Add((topic.Topic.QueryId, topic.Attributes, topic.Labels, value, poor is not null));
        if (poor is not null)
            _causes[poor.Causes[0].Kind] = _causes.GetValueOrDefault(poor.Causes[0].Kind) + 1;
        foreach (var result in wrong)
            _wrong[result.DocumentId] = _wrong.GetValueOrDefault(result.DocumentId) + 1;
        if (topic.Labels.Count > 1)
        {
            foreach (var result in wrong)
                _satisfied[(topic.Labels.Count, result.Satisfied.Count)] = _satisfied.GetValueOrDefault((topic.Labels.Count, result.Satisfied.Count)) + 1;
        }

        var pairs = wrong.SelectMany(w => topic.Labels.Except(w.Satisfied, StringComparer.Ordinal).SelectMany(
            asked => knowledge.LabelsOf(w.DocumentId).Except(topic.Labels, StringComparer.Ordinal).Select(found => (asked, found))));
        foreach (var pair in pairs.GroupBy(p => p))
        {
            var (results, queries) = _confusions.GetValueOrDefault(pair.Key);
            _confusions[pair.Key] = (results + pair.Count(), queries + 1);
        }
    }

    /// <summary>Poor queries by their strongest cause, most first.</summary>
    public IEnumerable<(CauseKind Kind, int Queries)> Causes() =>
        _causes.Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Value).ThenBy(c => c.Key);

    /// <summary>Values of the attributes, worst mean first.</summary>
    public IEnumerable<PartQuality> WorstSlices()
    {
        var topics = Sorted();
        return Slicing.Cut(topics, t => t.Attributes, plan.SliceBy)
            .Select(s => Quality(s.Attribute, s.Value, [.. s.Rows.Select(r => (topics[r].Value, topics[r].Poor))]))
            .OrderBy(q => q.Mean).ThenBy(q => q.Attribute, Utf8Order.Instance).ThenBy(q => q.Value, Utf8Order.Instance).Take(plan.ListLength);
    }

    /// <summary>Labels of queries, worst mean first.</summary>
    public IEnumerable<PartQuality> WorstLabels() =>
        Sorted().SelectMany(t => t.Labels.Distinct(StringComparer.Ordinal).Select(label => (label, t.Value, t.Poor)))
            .GroupBy(p => p.label, p => (p.Value, p.Poor), StringComparer.Ordinal)
            .Select(g => Quality("label", g.Key, [.. g]))
            .OrderBy(q => q.Mean).ThenBy(q => q.Value, Utf8Order.Instance).Take(plan.ListLength);

    /// <summary>Concepts found in place of those asked for, most first.</summary>
    public IEnumerable<ConfusionCount> Confusions() =>
        _confusions.Select(c => new ConfusionCount(c.Key.Asked, c.Key.Found, c.Value.Results, c.Value.Queries))
            .OrderByDescending(c => c.Results).ThenBy(c => c.Asked, Utf8Order.Instance).ThenBy(c => c.Found, Utf8Order.Instance).Take(plan.ListLength);

    /// <summary>Documents that are wrong in many queries, most first.</summary>
    public IEnumerable<HubCount> Hubs() =>
        _wrong.Where(w => w.Value >= FewestHubQueries).Select(w => new HubCount(w.Key, w.Value))
            .OrderByDescending(h => h.Queries).ThenBy(h => h.DocumentId, Utf8Order.Instance).Take(plan.ListLength);

    /// <summary>Wrong results by how many labels are asked for and how many they show.</summary>
    public IEnumerable<(int Asked, int Satisfied, int Results)> Satisfied() =>
        _satisfied.OrderBy(s => s.Key).Select(s => (s.Key.Asked, s.Key.Satisfied, s.Value));

    private (string QueryId, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Labels, double Value, bool Poor)[] Sorted() =>
        [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];

    private static PartQuality Quality(string attribute, string value, (double Value, bool Poor)[] topics) =>
        new(attribute, value, topics.Length, topics.Sum(t => t.Value) / topics.Length, topics.Count(t => t.Poor));
}
