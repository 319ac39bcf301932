namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>A point of the precision/recall curve over cutoffs.</summary>
/// <param name="Cutoff">The cutoff.</param>
/// <param name="Precision">Mean precision at it.</param>
/// <param name="Recall">Mean recall at it.</param>
internal readonly record struct CurvePoint(int Cutoff, double Precision, double Recall);

/// <summary>Mean precision and recall at every cutoff.</summary>
internal static class CutoffCurve
{
    /// <summary>The curve of some topics, in UTF-8 byte order of their ids.</summary>
    public static CurvePoint[] Of(IReadOnlyList<TopicScore> topics, int depth)
    {
        var precision = new double[depth];
        var recall = new double[depth];
        foreach (var topic in topics)
        {
            var found = 0;
            for (var cutoff = 1; cutoff <= depth; cutoff++)
            {
                while (found < topic.RelevantRanks.Length && topic.RelevantRanks[found] <= cutoff)
                    found++;
                precision[cutoff - 1] += (double)found / cutoff;
                recall[cutoff - 1] += topic.Relevant == 0 ? 0 : (double)found / topic.Relevant;
            }
        }

        return [.. Enumerable.Range(1, depth).Select(k => new CurvePoint(k, precision[k - 1] / topics.Count, recall[k - 1] / topics.Count))];
    }
}
