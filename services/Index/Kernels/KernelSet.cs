using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearchBench.Index.Kernels;

/// <summary>
/// The search kernels of one instruction set. All of them read rows whose length is a multiple of <see cref="RowAlignment"/> floats,
/// padded with zeros. Which set is used never changes a result: the scan only finds candidates, with a proven bound on its error,
/// and <see cref="CanonicalDot"/> gives the same bits everywhere. Kernels are compiled with all optimisations at once
/// (AggressiveOptimization): a first search would be over before the runtime had noticed that they are worth it.
/// </summary>
internal sealed unsafe class KernelSet
{
    /// <summary>Rows are padded to a multiple of this many floats (64 bytes).</summary>
    public const int RowAlignment = 16;

    /// <summary>Vectors in a tile.</summary>
    public const int TileRows = 64;

    /// <summary>Queries in a tile.</summary>
    public const int TileQueries = 6;

    private KernelSet(
        string name,
        delegate*<float*, float*, int, float*, void> tile,
        delegate*<float*, float*, int, int, float*, void> dots,
        delegate*<float*, float*, int, double> canonical,
        delegate*<short*, sbyte*, int, int, int*, void> int8Dots)
    {
        Name = name;
        Tile = tile;
        Dots = dots;
        Canonical = canonical;
        Int8Dots = int8Dots;
    }

    /// <summary>AVX-512, AVX2 or portable.</summary>
    public string Name { get; }

    /// <summary>
    /// (panel, queries, dimension, tile): inner products of 6 queries with 64 vectors. panel is [dimension][64], queries
    /// [dimension][6], tile [6][64]. Each product is summed over the dimensions in order.
    /// </summary>
    public delegate*<float*, float*, int, float*, void> Tile { get; }

    /// <summary>(query, rows, padded length, count, scores): float32 inner products of a query with rows that lie one after the other.</summary>
    public delegate*<float*, float*, int, int, float*, void> Dots { get; }

    /// <summary>(a, b, padded length): their inner product in float64, the same bits in every set.</summary>
    public delegate*<float*, float*, int, double> Canonical { get; }

    /// <summary>(query, codes, padded length, count, products): exact integer inner products of a query with rows of codes that lie one after the other.</summary>
    public delegate*<short*, sbyte*, int, int, int*, void> Int8Dots { get; }

    /// <summary>The sets that this processor can run, best first.</summary>
    public static IReadOnlyList<KernelSet> Available { get; } = FindAvailable();

    /// <summary>The best one.</summary>
    public static KernelSet Best => Available[0];

    private static List<KernelSet> FindAvailable()
    {
        var sets = new List<KernelSet>();
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512BW.IsSupported)
            sets.Add(new KernelSet("AVX-512", &TileKernels.Avx512, &LinearDot.Avx512, &CanonicalDot.Avx512, &Kernels.Int8Dots.Avx512));
        if (Avx2.IsSupported && Fma.IsSupported)
            sets.Add(new KernelSet("AVX2", &TileKernels.Avx2, &LinearDot.Avx2, &CanonicalDot.Avx2, &Kernels.Int8Dots.Avx2));
        sets.Add(new KernelSet("portable", &TileKernels.Portable, &LinearDot.Portable, &CanonicalDot.Portable, &Kernels.Int8Dots.Portable));
        return sets;
    }
}
