namespace ImageSearchBench.Evaluator.Matching;

/// <summary>What a threshold that falls over all scores gives.</summary>
/// <param name="RocAuc">Area under the ROC curve; equal scores count half (Hanley and McNeil 1982).</param>
/// <param name="AveragePrecision">Sum over score levels of precision times the recall gained, as in scikit-learn.</param>
/// <param name="Accuracy">The best accuracy.</param>
/// <param name="AccuracyThreshold">The highest threshold that gives it; infinite where no pair should match.</param>
/// <param name="F1">The best F1.</param>
/// <param name="F1Threshold">The highest threshold that gives it.</param>
internal readonly record struct MatchingCurve(
    double RocAuc, double AveragePrecision, double Accuracy, double AccuracyThreshold, double F1, double F1Threshold)
{
    /// <summary>Walks down the pairs.</summary>
    /// <param name="scores">Descending.</param>
    /// <param name="matches">Whether each pair matches.</param>
    /// <param name="times">How often each pair counts.</param>
    public static MatchingCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> matches, ReadOnlySpan<int> times)
    {
        var (positives, negatives) = (0L, 0L);
        for (var i = 0; i < scores.Length; i++)
        {
            if (matches[i])
                positives += times[i];
            else
                negatives += times[i];
        }

        if (positives == 0 || negatives == 0)
            return new MatchingCurve(0.5, positives == 0 ? 0 : 1, 1, scores[^1], positives == 0 ? 0 : 1, scores[^1]);

        var (area, precision) = (0.0, 0.0);
        var (accuracy, accuracyAt) = (negatives, double.PositiveInfinity);
        var (f1, f1At) = (0.0, double.PositiveInfinity);
        var (right, wrong) = (0L, 0L);
        for (var start = 0; start < scores.Length;)
        {
            var (newRight, newWrong, end) = (0L, 0L, start);
            for (; end < scores.Length && scores[end] == scores[start]; end++)
            {
                if (matches[end])
                    newRight += times[end];
                else
                    newWrong += times[end];
            }

            area += newWrong * (right + newRight / 2.0);
            right += newRight;
            wrong += newWrong;
            if (right + wrong > 0)
                precision += (double)newRight / positives * right / (right + wrong);
            if (right + negatives - wrong > accuracy)
                (accuracy, accuracyAt) = (right + negatives - wrong, scores[start]);
            if (2.0 * right / (right + wrong + positives) is var f && f > f1)
                (f1, f1At) = (f, scores[start]);
            start = end;
        }

        return new MatchingCurve(
            area / ((double)positives * negatives), Math.Min(precision, 1), (double)accuracy / (positives + negatives), accuracyAt, f1, f1At);
    }
}
