using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Bpref: how far relevant results come before judged non-relevant ones; unjudged results do not count.</summary>
internal static class BinaryPreference
{
    public static readonly MeasureFamily Family = new(
        "Bpref", "1/R times the sum over relevant results of 1 - min(judged non-relevant above, R) / min(N, R), N = judged non-relevant.",
        "trec_eval bpref; Buckley and Voorhees 2004", static (ranking, _) => Of(ranking));

    public static readonly MeasureFamily Geometric = Family with
    {
        Name = "GMBpref",
        Definition = "Bpref, summed up as exp(mean ln max(Bpref, 0.00001)).",
        Source = "trec_eval gm_bpref",
        Summary = Summary.GeometricMean,
    };

    private static double Of(JudgedRanking ranking)
    {
        if (ranking.Relevant == 0)
            return 0;
        var (sum, above) = (0.0, 0);
        foreach (var result in ranking.Pool)
        {
            if (result.Grade < 0)
                continue;
            if (result.Grade < ranking.Level)
                above++;
            else if (above == 0)
                sum += 1;
            else
                sum += 1 - (double)Math.Min(above, ranking.Relevant) / Math.Min(ranking.NonRelevant, ranking.Relevant);
        }

        return sum / ranking.Relevant;
    }
}
