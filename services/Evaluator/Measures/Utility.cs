using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Utility: what the results are worth when each kind of document has a price.</summary>
internal static class Utility
{
    public static readonly MeasureFamily Family = new(
        "Utility", "a * relevant results + b * other results + c * relevant documents missed; a, b, c = 1, -1, 0 where none are given.",
        "trec_eval utility, for a collection of unknown size", static (ranking, parameters) => Of(ranking, parameters.Numbers ?? [1, -1, 0, 0]));

    private static double Of(JudgedRanking ranking, IReadOnlyList<double> prices)
    {
        var missed = ranking.Relevant - ranking.RelevantRetrieved;
        // The fourth price is for what was neither relevant nor found: with an unknown collection trec_eval takes its size as 0.
        return prices[0] * ranking.RelevantRetrieved
            + prices[1] * (ranking.Retrieved - ranking.RelevantRetrieved)
            + prices[2] * missed
            + prices[3] * (ranking.RelevantRetrieved - ranking.Retrieved - ranking.Relevant);
    }
}
