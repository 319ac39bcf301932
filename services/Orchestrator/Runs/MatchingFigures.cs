namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>How well scores tell pairs that match from those that do not.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Matching">Pairs that match.</param>
/// <param name="RocAuc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Average precision.</param>
/// <param name="Accuracy">The best accuracy that a threshold reaches.</param>
/// <param name="AccuracyThreshold">That threshold; null where no pair should be taken for a match.</param>
/// <param name="F1">The best F1 that a threshold reaches.</param>
/// <param name="F1Threshold">That threshold; null where no pair should be taken for a match.</param>
internal sealed record MatchingFigures(
    long Pairs,
    long Matching,
    Estimate RocAuc,
    Estimate AveragePrecision,
    Estimate Accuracy,
    double? AccuracyThreshold,
    Estimate F1,
    double? F1Threshold);

/// <summary>A figure with the ends of its bootstrap interval over pairs.</summary>
internal sealed record Estimate(double Value, double Low, double High);
