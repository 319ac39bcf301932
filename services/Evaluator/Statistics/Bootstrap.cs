using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>How intervals are made.</summary>
/// <param name="Resamples">How often topics are drawn anew.</param>
/// <param name="Confidence">Coverage, above 0 and below 1.</param>
/// <param name="Seed">Seed of the drawing.</param>
internal sealed record BootstrapPlan(int Resamples, double Confidence, ulong Seed)
{
    /// <summary>Stops the drawing, which can be long.</summary>
    public CancellationToken Stop { get; init; }
}

/// <summary>
/// Resamples topics with replacement (Efron 1979). All columns share the draws of a resample, so that differences of columns are
/// paired; resample r draws from stream r of the seed, so that the result does not depend on the number of threads.
/// </summary>
internal static class Bootstrap
{
    private const long WorkWorthSharing = 2_000_000;

    /// <summary>The means of the columns in every resample.</summary>
    /// <returns>One array per column, one entry per resample.</returns>
    public static double[][] Means(ValueTable table, BootstrapPlan plan)
    {
        var means = new double[table.Columns][];
        for (var column = 0; column < means.Length; column++)
            means[column] = new double[plan.Resamples];
        if ((long)plan.Resamples * table.Rows * table.Stride < WorkWorthSharing)
        {
            for (var resample = 0; resample < plan.Resamples; resample++)
                Resample(table, plan.Seed, resample, means);
        }
        else
        {
            Parallel.For(
                0, plan.Resamples, new ParallelOptions { CancellationToken = plan.Stop }, resample => Resample(table, plan.Seed, resample, means));
        }

        return means;
    }

    private static void Resample(ValueTable table, ulong seed, int resample, double[][] means)
    {
        var random = new Xoshiro256(seed, (ulong)resample);
        Span<double> sums = table.Stride <= 512 ? stackalloc double[table.Stride] : new double[table.Stride];
        sums.Clear();
        var total = MemoryMarshal.Cast<double, Vector<double>>(sums);
        for (var draw = 0; draw < table.Rows; draw++)
        {
            var row = MemoryMarshal.Cast<double, Vector<double>>(table.PaddedRow(random.Next(table.Rows)));
            for (var i = 0; i < total.Length; i++)
                total[i] += row[i];
        }

        for (var column = 0; column < means.Length; column++)
            means[column][resample] = sums[column] / table.Rows;
    }
}
