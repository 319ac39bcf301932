using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Compat: how much of the top agrees with the ideal ranking that lies nearest, weighed down with rank.</summary>
internal static class Compatibility
{
    private const int Depth = 1000;

    public static readonly MeasureFamily Family = new(
        "Compat", "Rank-biased overlap, to rank 1000, of the results with the ideal ranking nearest to them, divided by that of the ideal "
        + "ranking with itself; p = 0.95 where none is given.",
        "Clarke, Vtyurina and Smucker 2020; ir_measures Compat", static (ranking, parameters) => Of(ranking, parameters.Number))
    {
        NumberName = "p",
        DefaultNumber = 0.95,
    };

    private static double Of(JudgedRanking ranking, double p)
    {
        var ideal = IdealPositions(ranking, out var count);
        if (count == 0)
            return 0;
        // A document is in both tops from the later of its two ranks on.
        var arrivals = new int[Depth + 1];
        foreach (var (rank, position) in ideal)
        {
            if (Math.Max(rank, position) <= Depth)
                arrivals[Math.Max(rank, position)]++;
        }

        var (overlap, best, weight, shared) = (0.0, 0.0, 1.0, 0);
        for (var depth = 1; depth <= Depth; depth++)
        {
            shared += arrivals[depth];
            overlap += weight * shared / depth;
            best += weight * Math.Min(depth, count) / depth;
            weight *= p;
        }

        return overlap / best;
    }

    // The ideal ranking has grades descending, and within a grade the results in the order they were found, then the missed ones.
    private static List<(int Rank, int Position)> IdealPositions(JudgedRanking ranking, out int count)
    {
        var positions = new List<(int, int)>();
        count = 0;
        foreach (var (grade, documents) in ranking.Judged.Levels)
        {
            if (grade <= 0)
                break;
            var position = count;
            foreach (var result in ranking.Pool)
            {
                if (result.Grade == grade)
                    positions.Add((result.Rank, ++position));
            }

            count += documents;
        }

        return positions;
    }
}
