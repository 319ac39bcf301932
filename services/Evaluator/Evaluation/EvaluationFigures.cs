using ImageSearchBench.Evaluator.Measures;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>Figures of some topics.</summary>
/// <param name="Queries">Topics.</param>
/// <param name="Measures">Means.</param>
/// <param name="DuplicateAware">Means with near-duplicates counted as one; empty where there are no groups.</param>
/// <param name="Bounds">What unjudged results leave open.</param>
internal sealed record PartFigures(int Queries, MeasureFigure[] Measures, MeasureFigure[] DuplicateAware, PrecisionBounds[] Bounds)
{
    /// <summary>The figures of topics in UTF-8 byte order of their ids; at least one.</summary>
    public static PartFigures Of(IReadOnlyList<TopicScore> topics, EvaluationPlan plan) => new(
        topics.Count,
        MeasureFigure.Of([.. topics.Select(t => t.Values)], plan.Measures, plan.Bootstrap),
        topics[0].DuplicateAware is null ? [] : MeasureFigure.Of([.. topics.Select(t => t.DuplicateAware!)], plan.Measures, plan.Bootstrap),
        PrecisionBounds.Mean([.. topics.Select(t => t.Bounds)]));
}

/// <summary>Figures of a slice.</summary>
internal sealed record SliceFigures(string Attribute, string Value, PartFigures Part);

/// <summary>What a mean can be when equal scores are ordered otherwise.</summary>
internal readonly record struct TieRangeFigure(string Measure, double Worst, double Expected, double Best);

/// <summary>How much figures depend on the order of equal scores.</summary>
internal sealed record TieFigures(int QueriesWithTies, TieRangeFigure[] Measures)
{
    /// <summary>The report over topics in UTF-8 byte order of their ids.</summary>
    public static TieFigures Of(IReadOnlyList<TopicScore> topics, IReadOnlyList<Measure> measures)
    {
        return new TieFigures(topics.Count(t => t.Ties is not null), [.. measures.Select((measure, i) => new TieRangeFigure(
            measure.Name, Mean(t => (t.Ties?.Worst ?? t.Values)[i]), Mean(t => (t.Ties?.Expected ?? t.Values)[i]), Mean(t => (t.Ties?.Best ?? t.Values)[i])))]);

        double Mean(Func<TopicScore, double> value)
        {
            var sum = 0.0;
            foreach (var topic in topics)
                sum += value(topic);
            return sum / topics.Count;
        }
    }
}

/// <summary>The figures of one system.</summary>
internal sealed record EvaluationFigures(
    PartFigures All, int QueriesWithoutRelevant, int QueriesWithoutHits, SliceFigures[] Slices, CurvePoint[] Curve, TieFigures? Ties);
