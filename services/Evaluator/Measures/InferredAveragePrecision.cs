using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>infAP: AP where only a sample of the pool is judged; a negative grade marks a document of the pool that was not.</summary>
internal static class InferredAveragePrecision
{
    private const double Epsilon = 1e-5;

    public static readonly MeasureFamily Family = new(
        "infAP",
        "1/R times the sum over relevant results of 1 at the first rank, else 1/(j+1) + j/(j+1) * (rel-1+non+pool)/j * (rel-1+e)/(rel-1+non+2e), "
        + "with j = 0-based rank, counts above it of relevant, judged non-relevant and unjudged pool documents, e = 0.00001.",
        "trec_eval infAP; Yilmaz and Aslam 2006", static (ranking, _) => Of(ranking));

    private static double Of(JudgedRanking ranking)
    {
        if (ranking.Relevant == 0)
            return 0;
        var (sum, relevant, nonRelevant, unusable) = (0.0, 0, 0, 0);
        foreach (var result in ranking.Pool)
        {
            if (result.Grade < 0)
            {
                unusable++;
            }
            else if (result.Grade < ranking.Level)
            {
                nonRelevant++;
            }
            else
            {
                relevant++;
                sum += At(result.Rank, relevant, nonRelevant, unusable);
            }
        }

        return sum / ranking.Relevant;
    }

    private static double At(int rank, int relevant, int nonRelevant, int unusable)
    {
        if (rank == 1)
            return 1;
        double above = rank - 1;
        return 1 / (above + 1)
            + above / (above + 1) * ((relevant - 1 + nonRelevant + unusable) / above)
            * ((relevant - 1 + Epsilon) / (relevant - 1 + nonRelevant + 2 * Epsilon));
    }
}
