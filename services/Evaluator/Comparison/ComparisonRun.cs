using ImageSearchBench.Evaluator.Evaluation;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Statistics;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Comparison;

/// <summary>How to compare.</summary>
/// <param name="Systems">Names of the systems, at least two.</param>
/// <param name="Measures">Names of the measures.</param>
/// <param name="Bootstrap">How intervals are made.</param>
/// <param name="Permutations">Random sign flips of the randomisation test.</param>
/// <param name="SliceBy">Attributes to slice by.</param>
internal sealed record ComparisonPlan(
    IReadOnlyList<string> Systems, IReadOnlyList<string> Measures, BootstrapPlan Bootstrap, int Permutations, IReadOnlyList<string> SliceBy);

/// <summary>One topic's values, system by system and in each measure by measure.</summary>
internal sealed record PairedTopicValues(string QueryId, IReadOnlyDictionary<string, string> Attributes, double[] Values);

/// <summary>The differences in a part of the topics.</summary>
internal sealed record SliceDifferences(string Attribute, string Value, int Queries, Difference[] Differences);

/// <summary>The comparison.</summary>
internal sealed record ComparisonFigures(int Queries, Difference[] Differences, SliceDifferences[] Slices);

/// <summary>A comparison of systems on the same topics.</summary>
internal sealed class ComparisonRun(ComparisonPlan plan, int maxTopics)
{
    /// <summary>How it compares.</summary>
    public ComparisonPlan Plan => plan;

    private readonly List<PairedTopicValues> _topics = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Takes a topic's values.</summary>
    /// <exception cref="BenchException">The topic was there before.</exception>
    public void Add(PairedTopicValues topic)
    {
        TopicIds.Check(_ids, topic.QueryId, maxTopics);
        _topics.Add(topic);
    }

    /// <summary>Compares.</summary>
    /// <exception cref="BenchException">There are no topics.</exception>
    public ComparisonFigures Complete()
    {
        if (_topics.Count == 0)
            throw BenchException.Invalid("There are no topics to compare on; send at least one.", "topics");
        PairedTopicValues[] sorted = [.. _topics.OrderBy(t => t.QueryId, Utf8Order.Instance)];
        var table = new ValueTable(sorted.Length, plan.Systems.Count * plan.Measures.Count);
        for (var row = 0; row < sorted.Length; row++)
            sorted[row].Values.CopyTo(table.Row(row));
        SliceRows[] slices = [.. Slicing.Cut(sorted, t => t.Attributes, plan.SliceBy)];
        var differences = Difference.All(table, plan);
        AnswerSize.CheckSlices(slices.Length + 1, differences.Length, AnswerSize.MostDifferences);
        return new ComparisonFigures(sorted.Length, differences, [.. slices.Select(slice => new SliceDifferences(
            slice.Attribute, slice.Value, slice.Rows.Count, Difference.All(table.Select(slice.Rows), plan)))]);
    }
}
