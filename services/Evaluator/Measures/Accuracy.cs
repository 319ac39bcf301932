using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Accuracy: the probability that a relevant result stands above another one.</summary>
internal static class Accuracy
{
    public static readonly MeasureFamily Family = new(
        "Accuracy", "Share of pairs of a relevant and another result in which the relevant one stands higher; 1 where all results are relevant, "
        + "0 where none is.",
        "ir_measures Accuracy", static (ranking, _) => Of(ranking));

    private static double Of(JudgedRanking ranking)
    {
        var ranks = ranking.RelevantRanks;
        if (ranks.Length == 0)
            return 0;
        var others = ranking.Retrieved - ranks.Length;
        if (others == 0)
            return 1;
        var sum = 0.0;
        for (var i = 0; i < ranks.Length; i++)
            sum += (double)(others - (ranks[i] - 1 - i)) / others;
        return sum / ranks.Length;
    }
}
