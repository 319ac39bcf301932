namespace ImageSearchBench.Evaluator.Thresholds;

/// <summary>What a falling threshold has shown so far, with the sums over queries kept up to date.</summary>
internal sealed class ShownResults(IReadOnlyList<ThresholdTopic> topics, int withRelevant)
{
    private readonly int[] _all = new int[topics.Count];
    private readonly int[] _relevant = new int[topics.Count];
    private readonly double[] _highestShare = new double[topics.Count];
    private readonly HashSet<int> _touched = [];
    private int _withAnswer;
    private int _answered;
    private long _shown;
    private double _precision;
    private double _recall;
    private double _risk;
    private double _monotoneRisk;

    /// <summary>Shows one more result of a topic.</summary>
    public void Add(int topic, bool relevant)
    {
        if (_all[topic] > 0)
        {
            _precision -= 1 - WrongShare(topic);
            _risk -= WrongShare(topic);
        }
        else
        {
            _withAnswer++;
            if (topics[topic].Relevant > 0)
                _answered++;
        }

        _all[topic]++;
        _shown++;
        if (relevant)
        {
            _relevant[topic]++;
            _recall += 1.0 / topics[topic].Relevant;
        }

        _precision += 1 - WrongShare(topic);
        _risk += WrongShare(topic);
        _touched.Add(topic);
    }

    /// <summary>The figures now, all results of a value being there.</summary>
    public ThresholdFigures Figures(double threshold)
    {
        foreach (var topic in _touched)
        {
            var share = WrongShare(topic);
            if (share <= _highestShare[topic])
                continue;
            _monotoneRisk += share - _highestShare[topic];
            _highestShare[topic] = share;
        }

        _touched.Clear();
        var empty = topics.Count - withRelevant;
        return new ThresholdFigures(
            threshold,
            _withAnswer == 0 ? 1 : _precision / _withAnswer,
            withRelevant == 0 ? 0 : _recall / withRelevant,
            Math.Max(0, _risk / topics.Count),
            withRelevant == 0 ? 0 : (double)_answered / withRelevant,
            empty == 0 ? 0 : 1 - (double)(_withAnswer - _answered) / empty,
            (double)_shown / topics.Count,
            _monotoneRisk / topics.Count);
    }

    private double WrongShare(int topic) => (double)(_all[topic] - _relevant[topic]) / _all[topic];
}
