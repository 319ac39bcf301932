using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>
/// The paired randomisation test (Fisher 1935; Smucker, Allan and Carterette 2007): if two systems are alike, each topic's difference
/// could as well have the other sign. With few topics all sign patterns are counted, else random ones are drawn.
/// </summary>
internal static class RandomizationTest
{
    private const int PermutationsPerTask = 64;

    /// <summary>The two-sided p-values of the columns' means.</summary>
    /// <param name="differences">Differences, a row per topic; the columns share the signs of a permutation.</param>
    /// <param name="permutations">Random sign patterns; where there are no more patterns in all, each is counted once.</param>
    /// <param name="seed">Seed of the signs.</param>
    /// <param name="stop">Stops the test, which can be long.</param>
    /// <returns>One p-value per column; with random patterns (1 + as extreme) / (1 + permutations), which is never 0.</returns>
    public static double[] PValues(ValueTable differences, int permutations, ulong seed, CancellationToken stop = default)
    {
        var (observed, tolerance) = Observed(differences);
        var exact = differences.Rows < 31 && 1L << differences.Rows <= permutations;
        var count = exact ? 1 << differences.Rows : permutations;
        var extreme = new long[differences.Columns];
        Parallel.For(
            0, (count + PermutationsPerTask - 1) / PermutationsPerTask, new ParallelOptions { CancellationToken = stop },
            () => (Extreme: new long[differences.Columns], Sums: new double[differences.Stride]),
            (task, _, local) =>
            {
                var end = Math.Min((task + 1) * PermutationsPerTask, count);
                for (var permutation = task * PermutationsPerTask; permutation < end; permutation++)
                {
                    Sum(differences, new Signs(exact, permutation, seed), local.Sums);
                    for (var column = 0; column < local.Extreme.Length; column++)
                    {
                        if (Math.Abs(local.Sums[column]) >= observed[column] - tolerance[column])
                            local.Extreme[column]++;
                    }
                }

                return local;
            },
            local =>
            {
                lock (extreme)
                {
                    for (var column = 0; column < extreme.Length; column++)
                        extreme[column] += local.Extreme[column];
                }
            });
        return [.. extreme.Select(e => exact ? (double)e / count : (1.0 + e) / (1.0 + count))];
    }

    private static void Sum(ValueTable differences, Signs signs, double[] sums)
    {
        Array.Clear(sums);
        var total = MemoryMarshal.Cast<double, Vector<double>>(sums.AsSpan());
        for (var row = 0; row < differences.Rows; row++)
        {
            var values = MemoryMarshal.Cast<double, Vector<double>>(differences.PaddedRow(row));
            if (signs.Next())
            {
                for (var i = 0; i < total.Length; i++)
                    total[i] += values[i];
            }
            else
            {
                for (var i = 0; i < total.Length; i++)
                    total[i] -= values[i];
            }
        }
    }

    // Sums of the same numbers in other signs round differently: what equals the observed sum but for that counts as equal.
    private static (double[] Observed, double[] Tolerance) Observed(ValueTable differences)
    {
        var observed = new double[differences.Columns];
        var tolerance = new double[differences.Columns];
        for (var row = 0; row < differences.Rows; row++)
        {
            var values = differences.Row(row);
            for (var column = 0; column < values.Length; column++)
            {
                observed[column] += values[column];
                tolerance[column] += Math.Abs(values[column]) * 1e-12;
            }
        }

        for (var column = 0; column < observed.Length; column++)
            observed[column] = Math.Abs(observed[column]);
        return (observed, tolerance);
    }

    private struct Signs(bool exact, int permutation, ulong seed)
    {
        private Xoshiro256 _random = new(seed, (ulong)permutation);
        private ulong _bits = exact ? (ulong)permutation : 0;
        private int _left = exact ? 64 : 0;

        public bool Next()
        {
            if (_left == 0)
            {
                _bits = _random.Next();
                _left = 64;
            }

            var sign = (_bits & 1) == 0;
            _bits >>= 1;
            _left--;
            return sign;
        }
    }
}
