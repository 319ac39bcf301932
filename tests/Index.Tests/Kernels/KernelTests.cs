using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Index.Search;

namespace ImageSearchBench.Index.Tests.Kernels;

/// <summary>Every instruction set that this machine has, against the definition and against the others.</summary>
public sealed unsafe class KernelTests
{
    public static TheoryData<string> Sets => [.. KernelSet.Available.Select(k => k.Name)];

    [Fact]
    public void The_portable_set_is_always_there_and_the_best_comes_first()
    {
        KernelSet.Available[^1].Name.Should().Be("portable");
        KernelSet.Best.Should().BeSameAs(KernelSet.Available[0]);
        if (System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
            KernelSet.Best.Name.Should().Be("AVX-512");
    }

    [Property(MaxTest = 60)]
    public void The_canonical_product_has_the_bits_of_its_definition_in_every_set(int seed, PositiveInt size, byte kind)
    {
        var dimension = 1 + (size.Get % 700);
        using var a = new Padded(VectorKinds.Make(kind, seed, dimension));
        using var b = new Padded(VectorKinds.Make((byte)(kind / 7), seed + 1, dimension));

        var expected = Vectors.Dot(a.Values, b.Values);

        foreach (var kernels in KernelSet.Available)
            BitConverter.DoubleToInt64Bits(kernels.Canonical(a.Pointer, b.Pointer, a.Stride)).Should().Be(BitConverter.DoubleToInt64Bits(expected), kernels.Name);
    }

    [Property(MaxTest = 60)]
    public void The_canonical_product_is_within_rounding_of_the_exact_one(int seed, PositiveInt size)
    {
        var dimension = 1 + (size.Get % 700);
        using var a = new Padded(Vectors.Gaussian(seed, 1, dimension));
        using var b = new Padded(Vectors.Gaussian(seed + 1, 1, dimension));

        // Products of floats near 1 fit into a decimal's 28 digits.
        var exact = 0m;
        for (var i = 0; i < dimension; i++)
            exact += (decimal)(double)a.Values[i] * (decimal)(double)b.Values[i];

        KernelSet.Best.Canonical(a.Pointer, b.Pointer, a.Stride).Should().BeApproximately((double)exact, 1e-12);
    }

    [Property(MaxTest = 60)]
    public void Linear_products_stay_within_their_bound(int seed, PositiveInt size, byte kind)
    {
        const int Count = 5;
        var dimension = 1 + (size.Get % 700);
        var stride = (dimension + 15) / 16 * 16;
        using var query = new Padded(VectorKinds.Make(kind, seed, dimension));
        var rows = Enumerable.Range(0, Count).Select(i => VectorKinds.Make((byte)((kind / 7) + i), seed + 1 + i, dimension)).ToArray();
        using var packed = new Padded([.. rows.SelectMany(r => r.Concat(new float[stride - dimension]))]);
        using var scores = new Padded(new float[Count]);

        foreach (var kernels in KernelSet.Available)
        {
            kernels.Dots(query.Pointer, packed.Pointer, stride, Count, scores.Pointer);
            for (var r = 0; r < Count; r++)
            {
                var product = Math.Sqrt(Vectors.Dot(query.Values, query.Values)) * Math.Sqrt(Vectors.Dot(rows[r], rows[r]));
                if (product > ErrorBound.MaxProduct)
                    continue;
                Math.Abs(scores.Pointer[r] - Vectors.Dot(query.Values, rows[r])).Should().BeLessThanOrEqualTo(new ErrorBound(dimension).Of(product), kernels.Name);
            }
        }
    }

    [Property(MaxTest = 30)]
    public void A_tile_stays_within_its_bound(int seed, PositiveInt size, byte kind)
    {
        var dimension = 1 + (size.Get % 200);
        var rows = Enumerable.Range(0, KernelSet.TileRows).Select(i => VectorKinds.Make((byte)(kind + (i % 3)), seed + i, dimension)).ToArray();
        var queries = Enumerable.Range(0, KernelSet.TileQueries).Select(i => VectorKinds.Make(kind, seed + 1000 + i, dimension)).ToArray();
        using var panel = new Padded([.. Enumerable.Range(0, dimension).SelectMany(k => rows.Select(r => r[k]))]);
        using var packed = new Padded([.. Enumerable.Range(0, dimension).SelectMany(k => queries.Select(q => q[k]))]);
        using var tile = new Padded(new float[KernelSet.TileRows * KernelSet.TileQueries]);

        foreach (var kernels in KernelSet.Available)
        {
            kernels.Tile(panel.Pointer, packed.Pointer, dimension, tile.Pointer);
            for (var q = 0; q < queries.Length; q++)
            {
                for (var r = 0; r < rows.Length; r++)
                {
                    var product = Math.Sqrt(Vectors.Dot(queries[q], queries[q])) * Math.Sqrt(Vectors.Dot(rows[r], rows[r]));
                    if (product > ErrorBound.MaxProduct)
                        continue;
                    Math.Abs(tile.Pointer[(q * KernelSet.TileRows) + r] - Vectors.Dot(queries[q], rows[r]))
                        .Should().BeLessThanOrEqualTo(new ErrorBound(dimension).Of(product), $"{kernels.Name} {q} {r}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_integer_product_is_exact_at_its_largest(string name)
    {
        var kernels = KernelSet.Available.Single(k => k.Name == name);
        const int Rows = 3;
        var products = stackalloc int[Rows];
        foreach (var length in (int[])[16, 32, 48, 64, 80, 512, 1040])
        {
            var limit = (short)Math.Min(short.MaxValue, int.MaxValue / (127L * length));
            var query = (short*)NativeMemory.AlignedAlloc((nuint)length * 2, 64);
            var codes = (sbyte*)NativeMemory.AlignedAlloc((nuint)(length * Rows), 64);
            foreach (var random in (Random?[])[null, new Random(length)])
            {
                for (var i = 0; i < length; i++)
                    query[i] = random is null ? limit : (short)random.Next(-limit, limit + 1);
                for (var i = 0; i < length * Rows; i++)
                    codes[i] = random is null ? (sbyte)127 : (sbyte)random.Next(-127, 128);

                kernels.Int8Dots(query, codes, length, Rows, products);

                for (var r = 0; r < Rows; r++)
                {
                    var expected = 0L;
                    for (var i = 0; i < length; i++)
                        expected += query[i] * codes[(r * length) + i];
                    products[r].Should().Be((int)expected);
                }
            }

            NativeMemory.AlignedFree(query);
            NativeMemory.AlignedFree(codes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    public void The_scores_that_reach_a_floor_are_found(int count)
    {
        using var scores = new Padded(Vectors.Gaussian(count, 1, KernelSet.TileRows));
        scores.Pointer[0] = 0.25f;

        var bits = Thresholding.Reaching(scores.Pointer, count, 0.25f);

        for (var i = 0; i < KernelSet.TileRows; i++)
            (bits >> i & 1).Should().Be(i < count && scores.Pointer[i] >= 0.25f ? 1UL : 0UL);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 16)]
    [InlineData(63, 33)]
    [InlineData(5, 513)]
    public void A_panel_holds_the_rows_side_by_side(int count, int dimension)
    {
        var stride = (dimension + 15) / 16 * 16;
        using var rows = new Padded(Vectors.Gaussian(1, count, stride));
        using var panel = new Padded(new float[KernelSet.TileRows * stride]);
        var pointers = stackalloc float*[KernelSet.TileRows];
        for (var i = 0; i < count; i++)
            pointers[i] = rows.Pointer + (i * stride);

        PanelPacker.Pack(pointers, count, dimension, panel.Pointer);

        for (var r = 0; r < KernelSet.TileRows; r++)
        {
            for (var k = 0; k < dimension; k++)
                panel.Pointer[(k * KernelSet.TileRows) + r].Should().Be(r < count ? pointers[r][k] : 0);
        }
    }

    /// <summary>Numbers at an aligned place, followed by zeros up to a multiple of 16.</summary>
    private sealed class Padded : IDisposable
    {
        public Padded(float[] values)
        {
            Values = values;
            Stride = (values.Length + 15) / 16 * 16;
            Pointer = (float*)NativeMemory.AlignedAlloc((nuint)Stride * sizeof(float), 64);
            new Span<float>(Pointer, Stride).Clear();
            values.CopyTo(new Span<float>(Pointer, Stride));
        }

        public float[] Values { get; }

        public int Stride { get; }

        public float* Pointer { get; }

        public void Dispose() => NativeMemory.AlignedFree(Pointer);
    }
}
