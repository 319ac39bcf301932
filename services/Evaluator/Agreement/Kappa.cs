namespace ImageSearchBench.Evaluator.Agreement;

/// <summary>Two grades of a document.</summary>
/// <param name="Judge">The judge's.</param>
/// <param name="Human">The people's.</param>
internal readonly record struct GradedPair(int Judge, int Human);

/// <summary>Counts of pairs of grades, from which agreement figures follow. Grades are numbered by their place among those that occur.</summary>
/// <param name="grades">Grades that occur, ascending.</param>
internal sealed class GradeTable(int[] grades)
{
    private readonly double[,] _counts = new double[grades.Length, grades.Length];
    private double _total;

    /// <summary>The grades that occur, ascending.</summary>
    public IReadOnlyList<int> Grades => grades;

    /// <summary>How often a pair of places occurs.</summary>
    public double this[int judge, int human] => _counts[judge, human];

    /// <summary>Counts a pair.</summary>
    public void Add(int judgePlace, int humanPlace, int times = 1)
    {
        _counts[judgePlace, humanPlace] += times;
        _total += times;
    }

    /// <summary>Share of pairs with the same grade.</summary>
    public double Agreement()
    {
        var same = 0.0;
        for (var i = 0; i < grades.Length; i++)
            same += _counts[i, i];
        return _total == 0 ? 0 : same / _total;
    }

    /// <summary>Cohen's kappa (1960): agreement beyond chance; 0 where chance explains all.</summary>
    public double Kappa() => OneMinusRatio((i, j) => i == j ? 0 : 1);

    /// <summary>Kappa with quadratic weights of the grades' distance (Cohen 1968).</summary>
    public double WeightedKappa() => OneMinusRatio((i, j) => (double)(grades[i] - grades[j]) * (grades[i] - grades[j]));

    /// <summary>Kappa of relevant (from <paramref name="level"/> on) or not.</summary>
    public double BinaryKappa(int level) => OneMinusRatio((i, j) => grades[i] >= level == grades[j] >= level ? 0 : 1);

    // 1 - observed disagreement / disagreement by chance, with the given cost of a disagreement.
    private double OneMinusRatio(Func<int, int, double> cost)
    {
        var (rows, columns) = (new double[grades.Length], new double[grades.Length]);
        for (var i = 0; i < grades.Length; i++)
        {
            for (var j = 0; j < grades.Length; j++)
            {
                rows[i] += _counts[i, j];
                columns[j] += _counts[i, j];
            }
        }

        var (observed, chance) = (0.0, 0.0);
        for (var i = 0; i < grades.Length; i++)
        {
            for (var j = 0; j < grades.Length; j++)
            {
                observed += cost(i, j) * _counts[i, j];
                chance += cost(i, j) * rows[i] * columns[j] / Math.Max(1, _total);
            }
        }

        return chance <= 0 ? 0 : 1 - observed / chance;
    }
}
