using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Rprec: the precision at rank R; and RprecMult@x at rank x·R.</summary>
internal static class RPrecision
{
    public static readonly MeasureFamily Family = new(
        "Rprec", "Relevant results in the top R, divided by R; 0 where R is 0.", "trec_eval Rprec",
        static (ranking, _) => Recall.At(ranking, ranking.Relevant));

    public static readonly MeasureFamily Multiple = new(
        "RprecMult", "Precision at rank x times R, rounded up from a tenth on: (int)(x * R + 0.9).", "trec_eval Rprec_mult",
        static (ranking, parameters) => AtMultiple(ranking, parameters.Number))
    { Cutoff = CutoffKind.Number };

    private static double AtMultiple(JudgedRanking ranking, double multiple)
    {
        var cutoff = (int)Math.Min(multiple * ranking.Relevant + 0.9, int.MaxValue);
        return cutoff == 0 ? 0 : Precision.At(ranking, cutoff);
    }
}
