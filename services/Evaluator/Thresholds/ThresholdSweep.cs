namespace ImageSearchBench.Evaluator.Thresholds;

/// <summary>What is shown at a threshold.</summary>
/// <param name="Threshold">Results of at least this value are shown.</param>
/// <param name="Precision">Mean over queries with an answer of the share that is relevant; 1 where no query has one.</param>
/// <param name="Recall">Mean over queries with relevant images of the share of them shown.</param>
/// <param name="Risk">Mean over all queries of the share of shown images that are wrong; an empty answer has none.</param>
/// <param name="Answered">Share of queries with relevant images that get an answer.</param>
/// <param name="RightlyEmpty">Share of queries without relevant images that get none.</param>
/// <param name="Shown">Images shown a query.</param>
/// <param name="MonotoneRisk">As the risk, but of each query the highest share at this or any higher threshold: it never falls with the threshold.</param>
internal readonly record struct ThresholdFigures(
    double Threshold, double Precision, double Recall, double Risk, double Answered, double RightlyEmpty, double Shown, double MonotoneRisk);

/// <summary>Lowers a threshold over all values that occur, from the highest on, and says at each what is shown.</summary>
internal sealed class ThresholdSweep
{
    private readonly IReadOnlyList<ThresholdTopic> _topics;
    private readonly double[] _values;
    private readonly int[] _results;
    private readonly (int Topic, bool Relevant)[] _owners;
    private readonly int _withRelevant;

    /// <summary>Prepares a sweep.</summary>
    /// <param name="topics">The topics; at least one.</param>
    /// <param name="scale">What the threshold is compared with.</param>
    public ThresholdSweep(IReadOnlyList<ThresholdTopic> topics, Scale scale)
    {
        _topics = topics;
        _withRelevant = topics.Count(t => t.Relevant > 0);
        var count = topics.Sum(t => t.Scores.Length);
        (_values, _results, _owners) = (new double[count], new int[count], new (int, bool)[count]);
        var at = 0;
        for (var topic = 0; topic < topics.Count; topic++)
        {
            var values = topics[topic].On(scale);
            for (var i = 0; i < values.Length; i++, at++)
            {
                // Negated, because arrays sort ascending.
                (_values[at], _results[at]) = (-values[i], at);
                _owners[at] = (topic, topics[topic].IsRelevant[i]);
            }
        }

        Array.Sort(_values, _results);
    }

    /// <summary>The figures at every value that occurs, highest first.</summary>
    public IEnumerable<ThresholdFigures> Down()
    {
        var shown = new ShownResults(_topics, _withRelevant);
        for (var start = 0; start < _values.Length;)
        {
            var end = start;
            for (; end < _values.Length && _values[end] == _values[start]; end++)
                shown.Add(_owners[_results[end]].Topic, _owners[_results[end]].Relevant);
            yield return shown.Figures(-_values[start]);
            start = end;
        }
    }
}
