using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Index.Search;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>
/// Finds the pairs of two sets of vectors whose cosine reaches a limit. A tile is computed a quarter, a half, then all of the
/// dimensions; what is left can add at most the product of the lengths of the remaining parts (Cauchy–Schwarz), so that tiles of
/// vectors that have nothing to do with each other end early. What remains is confirmed by the canonical product.
/// </summary>
internal sealed class PairScanner(Snapshot snapshot, RowAddress[] rows, int dimension, float minCosine, KernelSet kernels, int threads)
{
    private readonly int[] _stages = [.. new[] { dimension / 4, dimension / 2, dimension }.Where(d => d > 0).Distinct()];
    private readonly ErrorBound _bound = new(dimension, extraRoundings: 8);

    /// <summary>Finds the pairs. A vector of <paramref name="others"/> is worked on by one thread, which goes through the leaders in order.</summary>
    /// <param name="leaders">Places of the first vectors.</param>
    /// <param name="others">Places of the second vectors.</param>
    /// <param name="wanted">Whether a pair is of interest (still).</param>
    /// <param name="found">Takes a pair and its cosine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ScanAsync(
        int[] leaders, int[] others, Func<int, int, bool> wanted, Action<int, int, float> found, CancellationToken cancellationToken)
    {
        if (leaders.Length == 0 || others.Length == 0)
            return;
        var stride = snapshot.Segments[0].Segment.Stride;
        using var block = new QueryBlock(Copy(leaders), 0, leaders.Length, stride, VectorMetric.Cosine, kernels);
        var rests = Rests(block);
        var next = -1;
        var panels = (others.Length + KernelSet.TileRows - 1) / KernelSet.TileRows;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(threads, panels)).Select(_ => Task.Run(
            () =>
            {
                using var panel = new PairPanel(stride, _stages.Length);
                for (var p = Interlocked.Increment(ref next); p < panels; p = Interlocked.Increment(ref next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var first = p * KernelSet.TileRows;
                    var part = others.AsMemory(first, Math.Min(KernelSet.TileRows, others.Length - first));
                    ScanPanel(panel, block, leaders, rests, part.Span, wanted, found);
                }
            },
            CancellationToken.None)));
    }

    private unsafe float[][] Rests(QueryBlock block)
    {
        var rests = new float[_stages.Length][];
        for (var s = 0; s < _stages.Length; s++)
        {
            rests[s] = new float[block.Count];
            for (var q = 0; q < block.Count; q++)
                rests[s][q] = Rest(block.ScanRow(q), _stages[s]);
        }

        return rests;
    }

    private unsafe void ScanPanel(
        PairPanel panel, QueryBlock block, int[] leaders, float[][] rests, ReadOnlySpan<int> others, Func<int, int, bool> wanted, Action<int, int, float> found)
    {
        Pack(panel, others);
        for (var group = 0; group < block.Groups; group++)
        {
            var first = group * KernelSet.TileQueries;
            var last = Math.Min(first + KernelSet.TileQueries, leaders.Length);
            if (!Multiply(panel, block.Group(group), first, last, rests, others.Length))
                continue;
            for (var q = first; q < last; q++)
                Confirm(panel, q - first, leaders[q], others, wanted, found);
        }
    }

    /// <summary>Computes a tile stage by stage; false as soon as no pair in it can reach the limit.</summary>
    private unsafe bool Multiply(PairPanel panel, float* group, int first, int last, float[][] rests, int count)
    {
        var begin = 0;
        for (var s = 0; s < _stages.Length; s++)
        {
            kernels.Tile(
                panel.Values + (begin * KernelSet.TileRows), group + (begin * KernelSet.TileQueries), _stages[s] - begin, s == 0 ? panel.Tile : panel.Part);
            if (s > 0)
                TensorPrimitives.Add(panel.TileSpan, panel.PartSpan, panel.TileSpan);
            begin = _stages[s];
            var possible = false;
            for (var q = first; q < last && !possible; q++)
            {
                var floor = ErrorBound.Down(minCosine - _bound.Of(1) - ((double)rests[s][q] * panel.Rests[s]));
                possible = Thresholding.Reaching(panel.Tile + ((q - first) * KernelSet.TileRows), count, floor) != 0;
            }

            if (!possible)
                return false;
        }

        return true;
    }

    private unsafe void Confirm(
        PairPanel panel, int place, int leader, ReadOnlySpan<int> others, Func<int, int, bool> wanted, Action<int, int, float> found)
    {
        var scores = panel.Tile + (place * KernelSet.TileRows);
        var floor = ErrorBound.Down(minCosine - _bound.Of(1));
        for (var reaching = Thresholding.Reaching(scores, others.Length, floor); reaching != 0; reaching &= reaching - 1)
        {
            var i = BitOperations.TrailingZeroCount(reaching);
            if (!wanted(leader, others[i]))
                continue;
            var cosine = Cosine(rows[leader], rows[others[i]]);
            if (cosine >= minCosine)
                found(leader, others[i], cosine);
        }
    }

    private unsafe float Cosine(RowAddress a, RowAddress b)
    {
        var (first, second) = (snapshot.Segments[a.Segment], snapshot.Segments[b.Segment]);
        var lengths = first.Lengths[a.Row] * second.Lengths[b.Row];
        return lengths > 0
            ? ErrorBound.Saturate(kernels.Canonical(first.Segment.Row(a.Row), second.Segment.Row(b.Row), first.Segment.Stride) / lengths)
            : 0;
    }

    private unsafe void Pack(PairPanel panel, ReadOnlySpan<int> others)
    {
        var stride = snapshot.Segments[0].Segment.Stride;
        var pointers = stackalloc float*[KernelSet.TileRows];
        Array.Clear(panel.Rests);
        for (var i = 0; i < others.Length; i++)
        {
            var row = rows[others[i]];
            var view = snapshot.Segments[row.Segment];
            pointers[i] = panel.Scaled + ((long)i * stride);
            RowScaling.Divide(view.Segment.Row(row.Row), view.Lengths[row.Row], pointers[i], stride);
            for (var s = 0; s < _stages.Length; s++)
                panel.Rests[s] = MathF.Max(panel.Rests[s], Rest(pointers[i], _stages[s]));
        }

        PanelPacker.Pack(pointers, others.Length, dimension, panel.Values);
    }

    /// <summary>Length of what lies behind a place of a unit vector, at least.</summary>
    private unsafe float Rest(float* vector, int begin) =>
        begin == dimension ? 0 : MathF.Sqrt(TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(vector + begin, dimension - begin))) * 1.0001f;

    private unsafe QueryBatch Copy(int[] leaders)
    {
        var values = new float[leaders.Length * dimension];
        for (var i = 0; i < leaders.Length; i++)
        {
            var row = rows[leaders[i]];
            new ReadOnlySpan<float>(snapshot.Segments[row.Segment].Segment.Row(row.Row), dimension).CopyTo(values.AsSpan(i * dimension));
        }

        return new QueryBatch(dimension, leaders.Length, values);
    }

    /// <summary>The memory of one thread.</summary>
    private sealed unsafe class PairPanel : IDisposable
    {
        private const int TileFloats = KernelSet.TileQueries * KernelSet.TileRows;

        public PairPanel(int stride, int stages)
        {
            Values = Allocate(KernelSet.TileRows * stride);
            Scaled = Allocate(KernelSet.TileRows * stride);
            Tile = Allocate(TileFloats);
            Part = Allocate(TileFloats);
            Rests = new float[stages];
        }

        public float* Values { get; }

        public float* Scaled { get; }

        public float* Tile { get; }

        public float* Part { get; }

        /// <summary>Per stage, the longest rest of the panel's vectors.</summary>
        public float[] Rests { get; }

        public Span<float> TileSpan => new(Tile, TileFloats);

        public Span<float> PartSpan => new(Part, TileFloats);

        public void Dispose()
        {
            NativeMemory.AlignedFree(Values);
            NativeMemory.AlignedFree(Scaled);
            NativeMemory.AlignedFree(Tile);
            NativeMemory.AlignedFree(Part);
        }

        private static float* Allocate(int floats) => (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);
    }
}
