using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>A figure with its uncertainty.</summary>
/// <param name="Measure">The measure's name.</param>
/// <param name="Value">The mean over topics; the sum for a count.</param>
/// <param name="Percentile">Its percentile bootstrap interval.</param>
/// <param name="BiasCorrected">Its BCa bootstrap interval.</param>
internal readonly record struct MeasureFigure(string Measure, double Value, Interval Percentile, Interval BiasCorrected)
{
    /// <summary>The figures of some topics.</summary>
    /// <param name="topics">Values of topics, one per measure, in UTF-8 byte order of their ids; at least one.</param>
    /// <param name="measures">The measures of their values.</param>
    /// <param name="plan">How intervals are made.</param>
    public static MeasureFigure[] Of(IReadOnlyList<double[]> topics, IReadOnlyList<Measure> measures, BootstrapPlan plan)
    {
        var table = new ValueTable(topics.Count, measures.Count);
        for (var row = 0; row < topics.Count; row++)
        {
            var values = table.Row(row);
            for (var column = 0; column < values.Length; column++)
                values[column] = Aggregation.Term(measures[column].Family.Summary, topics[row][column]);
        }

        var resampled = Bootstrap.Means(table, plan);
        return [.. measures.Select((measure, column) => Of(measure, table.Column(column), resampled[column], plan.Confidence))];
    }

    private static MeasureFigure Of(Measure measure, double[] terms, double[] resampled, double confidence)
    {
        var sum = 0.0;
        foreach (var term in terms)
            sum += term;
        Array.Sort(resampled);
        var percentile = Interval.Percentile(resampled, confidence);
        var corrected = Interval.BiasCorrected(resampled, terms, sum / terms.Length, confidence);
        var summary = measure.Family.Summary;
        return new MeasureFigure(
            measure.Name, Aggregation.Figure(summary, sum, terms.Length), Figure(percentile), Figure(corrected));

        Interval Figure(Interval interval) => new(
            Aggregation.FigureOfMean(summary, interval.Low, terms.Length), Aggregation.FigureOfMean(summary, interval.High, terms.Length));
    }
}
