namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>What is kept of a topic.</summary>
/// <param name="QueryId">Its id.</param>
/// <param name="Attributes">What it can be sliced by.</param>
/// <param name="Values">One value per measure.</param>
/// <param name="RelevantRanks">Ranks of the relevant results, ascending.</param>
/// <param name="Relevant">Relevant documents that there are.</param>
/// <param name="Retrieved">Results.</param>
/// <param name="Bounds">Precision's bounds at each cutoff asked for.</param>
/// <param name="DuplicateAware">The values with near-duplicates counted as one; null where there are no groups.</param>
/// <param name="Ties">The values over the orders of equal scores; null where there are none, or no report is asked for.</param>
internal sealed record TopicScore(
    string QueryId, IReadOnlyDictionary<string, string> Attributes, double[] Values, int[] RelevantRanks, int Relevant, int Retrieved,
    PrecisionBounds[] Bounds, double[]? DuplicateAware, TieValues? Ties);
