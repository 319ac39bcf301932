using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>RBP: precision for a user who goes on to the next result with probability p; and what unjudged results leave open.</summary>
internal static class RankBiasedPrecision
{
    public static readonly MeasureFamily Family = new(
        "RBP", "(1 - p) times the sum over relevant results (of the top k) of p^(rank - 1); p = 0.8 where none is given.",
        "Moffat and Zobel 2008", static (ranking, parameters) => Of(ranking, parameters))
    {
        Cutoff = CutoffKind.Optional,
        NumberName = "p",
        DefaultNumber = 0.8,
    };

    public static readonly MeasureFamily Residual = new(
        "RBPResidual", "p^n + (1 - p) times the sum over unjudged results of p^(rank - 1): how much RBP could rise; 0 where all are judged.",
        "trec_eval 10 rbp_resid", static (ranking, parameters) => ResidualOf(ranking, parameters.Number))
    {
        NumberName = "p",
        DefaultNumber = 0.9,
    };

    private static double Of(JudgedRanking ranking, MeasureParameters parameters)
    {
        var p = parameters.Number;
        var (sum, weight, rank) = (0.0, 1.0, 1);
        foreach (var relevant in ranking.RelevantRanks)
        {
            if (relevant > parameters.Cutoff)
                break;
            for (; rank < relevant; rank++)
                weight *= p;
            sum += weight;
        }

        return (1 - p) * sum;
    }

    private static double ResidualOf(JudgedRanking ranking, double p)
    {
        var (sum, weight, unjudged, next) = (0.0, 1.0, 0, 0);
        var pool = ranking.Pool;
        for (var rank = 1; rank <= ranking.Retrieved; rank++)
        {
            var judged = next < pool.Length && pool[next].Rank == rank && pool[next++].Grade >= 0;
            if (!judged)
            {
                unjudged++;
                sum += weight;
            }

            weight *= p;
        }

        return unjudged == 0 ? 0 : weight + (1 - p) * sum;
    }
}
