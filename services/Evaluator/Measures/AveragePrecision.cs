using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>AP and AP@k: the precisions at the ranks of relevant results, summed and divided by R.</summary>
internal static class AveragePrecision
{
    public static readonly MeasureFamily Family = new(
        "AP", "Sum over the relevant results (of the top k) of relevant so far / rank, divided by R; 0 where R is 0.",
        "trec_eval map, map_cut; Buckley and Voorhees 2005", static (ranking, parameters) => At(ranking, parameters.Cutoff))
    {
        Cutoff = CutoffKind.Optional,
    };

    public static readonly MeasureFamily Geometric = Family with
    {
        Name = "GMAP",
        Definition = "AP, summed up as exp(mean ln max(AP, 0.00001)).",
        Source = "trec_eval gm_map; Robertson 2006",
        Cutoff = CutoffKind.None,
        Summary = Summary.GeometricMean,
    };

    public static double At(JudgedRanking ranking, int cutoff)
    {
        if (ranking.Relevant == 0)
            return 0;
        var sum = 0.0;
        var ranks = ranking.RelevantRanks;
        for (var i = 0; i < ranks.Length && ranks[i] <= cutoff; i++)
            sum += (double)(i + 1) / ranks[i];
        return sum / ranking.Relevant;
    }
}
