using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Score.Judgments;
using ImageSearchBench.Evaluator.Score.Runs;

namespace ImageSearchBench.Evaluator.Score.Figures;

/// <summary>A topic of a report.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number in the judgements.</param>
/// <param name="Row">Its values.</param>
internal sealed record ReportTopic(string Id, int Number, TopicScoreRow Row);

/// <summary>What is said of a run.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Tag">Its own name.</param>
/// <param name="Topics">The topics that count, in UTF-8 byte order of their ids.</param>
/// <param name="Values">One per figure; not a number where the figure is a text.</param>
internal sealed record RunReport(string Name, string Tag, IReadOnlyList<ReportTopic> Topics, double[] Values)
{
    /// <summary>Sums a run up.</summary>
    /// <param name="judgments">The judgements.</param>
    /// <param name="scores">The run's topics.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="plan">What was computed.</param>
    /// <param name="complete">Whether topics without results count as 0.</param>
    public static RunReport Of(JudgmentIndex judgments, RunScores scores, IReadOnlyList<Figure> figures, ScorePlan plan, bool complete)
    {
        var measures = new MeasurePlan(plan.Measures, plan.Level, plan.JudgedOnly);
        var topics = new List<ReportTopic>(judgments.Count);
        foreach (var topic in judgments.Order)
        {
            var row = scores.Rows[topic];
            if (row is null && complete)
            {
                row = new TopicScoreRow(new double[plan.Measures.Count], "");
                measures.Evaluate(0, [], judgments[topic].Judged, row.Values);
            }

            if (row is not null)
                topics.Add(new ReportTopic(judgments.IdOf(topic), topic, row));
        }

        return new RunReport(scores.Name, scores.Tag, topics, Summarize(judgments, topics, figures, complete));
    }

    private static double[] Summarize(JudgmentIndex judgments, List<ReportTopic> topics, IReadOnlyList<Figure> figures, bool complete)
    {
        var values = new double[figures.Count];
        var column = 0;
        for (var i = 0; i < figures.Count; i++)
        {
            var figure = figures[i];
            values[i] = figure.Kind switch
            {
                FigureKind.Queries => topics.Count,
                FigureKind.MeanPercent => 100 * MeanOfPercents(values, figures, i),
                _ when figure.Measure is null => double.NaN,
                // trec_eval counts every positive grade here, whatever the level, once all topics are asked for.
                _ when complete && figure.Measure.Family == Counts.Relevant && figure.Measure.Parameters.Level is null =>
                    topics.Sum(t => judgments[t.Number].Judged.CountFrom(1)),
                _ => Mean(topics, column, figure.Measure.Family.Summary),
            };
            if (figure.Measure is not null)
                column++;
        }

        for (var i = 0; i < figures.Count; i++)
        {
            if (figures[i].Kind == FigureKind.Percent)
                values[i] *= 100;
        }

        return values;
    }

    // As its script does: the mean of the shares, then times 100.
    private static double MeanOfPercents(double[] values, IReadOnlyList<Figure> figures, int end)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < end; i++)
        {
            if (figures[i].Kind != FigureKind.Percent)
                continue;
            sum += values[i];
            count++;
        }

        return sum / count;
    }

    private static double Mean(List<ReportTopic> topics, int column, Summary summary)
    {
        var sum = 0.0;
        foreach (var topic in topics)
            sum += Aggregation.Term(summary, topic.Row.Values[column]);
        return Aggregation.Figure(summary, sum, topics.Count);
    }
}
