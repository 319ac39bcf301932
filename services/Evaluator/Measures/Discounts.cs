namespace ImageSearchBench.Evaluator.Measures;

/// <summary>log2(rank + 1). Math.Log2 gives glibc's bits; Math.Log(x) / Math.Log(2) does not.</summary>
internal static class Discounts
{
    private static readonly double[] Table = [.. Enumerable.Range(0, 1025).Select(rank => Math.Log2(rank + 1))];

    /// <summary>The discount of a rank, from 1.</summary>
    public static double At(int rank) => rank < Table.Length ? Table[rank] : Math.Log2((double)rank + 1);
}
