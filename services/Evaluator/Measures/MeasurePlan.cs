using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Measures to be taken of many topics; those that see a topic in the same way share the look at it. One per thread.</summary>
internal sealed class MeasurePlan
{
    private readonly Measure[] _measures;
    private readonly (int Level, bool JudgedOnly, int[] Measures)[] _views;
    private readonly JudgedRanking _ranking = new();

    /// <summary>Plans measures.</summary>
    /// <param name="measures">The measures.</param>
    /// <param name="level">The relevance level of measures that name none; at least 1.</param>
    /// <param name="judgedOnly">Whether all measures drop unjudged results first.</param>
    public MeasurePlan(IEnumerable<Measure> measures, int level, bool judgedOnly = false)
    {
        _measures = [.. measures];
        _views =
        [
            .. Enumerable.Range(0, _measures.Length)
                .GroupBy(i => (_measures[i].Parameters.Level ?? level, _measures[i].Parameters.JudgedOnly || judgedOnly))
                .Select(g => (g.Key.Item1, g.Key.Item2, g.ToArray())),
        ];
    }

    /// <summary>Takes the measures of a topic.</summary>
    /// <param name="retrieved">Results.</param>
    /// <param name="pool">Results that have a judgement, by rank.</param>
    /// <param name="judged">All judgements.</param>
    /// <param name="values">Gets one value per measure.</param>
    public void Evaluate(int retrieved, ReadOnlySpan<RankedGrade> pool, JudgedSet judged, Span<double> values)
    {
        foreach (var (level, judgedOnly, measures) in _views)
        {
            _ranking.Load(retrieved, pool, judged, level, judgedOnly);
            foreach (var i in measures)
                values[i] = _measures[i].ValueOf(_ranking);
        }
    }
}
