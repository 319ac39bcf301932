using System.Numerics;
using System.Numerics.Tensors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Index.Search;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>
/// Finds the pairs of two sets of vectors whose cosine reaches a limit. A tile is computed stage by stage (<see cref="PairStages"/>):
/// tiles of vectors that have nothing to do with each other end early. What remains is confirmed by the canonical product.
/// </summary>
internal sealed class PairScanner(
    Snapshot snapshot, RowAddress[] rows, PairStages stages, int dimension, float minCosine, KernelSet kernels, int threads)
{
    // Vectors divided by their lengths, floors and sums of stages are rounded: less often than there is room for.
    private readonly float _floor = ErrorBound.Down(minCosine - new ErrorBound(dimension, extraRoundings: 16).Of(1));

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
        var rests = GroupRests(leaders, block.Groups);
        var next = -1;
        var panels = (others.Length + KernelSet.TileRows - 1) / KernelSet.TileRows;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(threads, panels)).Select(_ => Task.Run(
            () =>
            {
                using var panel = new PairPanel(stride);
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

    /// <summary>Per stage and group of leaders, the longest rest.</summary>
    private float[][] GroupRests(int[] leaders, int groups)
    {
        var rests = new float[stages.Ends.Length][];
        for (var s = 0; s < rests.Length; s++)
        {
            rests[s] = new float[groups];
            for (var group = 0; group < groups; group++)
            {
                var first = group * KernelSet.TileQueries;
                rests[s][group] = stages.LongestRest(s, leaders.AsSpan(first, Math.Min(KernelSet.TileQueries, leaders.Length - first)));
            }
        }

        return rests;
    }

    private unsafe void ScanPanel(
        PairPanel panel, QueryBlock block, int[] leaders, float[][] rests, ReadOnlySpan<int> others, Func<int, int, bool> wanted, Action<int, int, float> found)
    {
        Span<float> panelRests = stackalloc float[stages.Ends.Length];
        for (var s = 0; s < panelRests.Length; s++)
            panelRests[s] = stages.LongestRest(s, others);
        panel.Packed = 0;
        for (var group = 0; group < block.Groups; group++)
        {
            if (!Multiply(panel, block.Group(group), group, rests, panelRests, others))
                continue;
            var first = group * KernelSet.TileQueries;
            var last = Math.Min(first + KernelSet.TileQueries, leaders.Length);
            for (var q = first; q < last; q++)
                Confirm(panel, q - first, leaders[q], others, wanted, found);
        }
    }

    /// <summary>Computes a tile stage by stage; false as soon as no pair in it can reach the limit.</summary>
    private unsafe bool Multiply(PairPanel panel, float* queries, int group, float[][] rests, ReadOnlySpan<float> panelRests, ReadOnlySpan<int> others)
    {
        var begin = 0;
        for (var s = 0; s < stages.Ends.Length; s++)
        {
            var end = stages.Ends[s];
            if (panel.Packed < end)
                Pack(panel, others, end);
            kernels.Tile(
                panel.Values + (begin * KernelSet.TileRows), queries + (begin * KernelSet.TileQueries), end - begin, s == 0 ? panel.Tile : panel.Part);
            if (s > 0)
                TensorPrimitives.Add(panel.TileSpan, panel.PartSpan, panel.TileSpan);
            if (!Thresholding.AnyReaches(panel.Tile, _floor - (rests[s][group] * panelRests[s])))
                return false;
            begin = end;
        }

        return true;
    }

    private unsafe void Confirm(
        PairPanel panel, int place, int leader, ReadOnlySpan<int> others, Func<int, int, bool> wanted, Action<int, int, float> found)
    {
        var scores = panel.Tile + (place * KernelSet.TileRows);
        for (var reaching = Thresholding.Reaching(scores, others.Length, _floor); reaching != 0; reaching &= reaching - 1)
        {
            var other = others[BitOperations.TrailingZeroCount(reaching)];
            if (!wanted(leader, other))
                continue;
            var cosine = Cosine(rows[leader], rows[other]);
            if (cosine >= minCosine)
                found(leader, other, cosine);
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

    /// <summary>Packs the dimensions that are missing up to a stage's end.</summary>
    private unsafe void Pack(PairPanel panel, ReadOnlySpan<int> others, int end)
    {
        var begin = panel.Packed;
        var stride = snapshot.Segments[0].Segment.Stride;
        var padded = end == dimension ? stride : end;
        var pointers = stackalloc float*[KernelSet.TileRows];
        for (var i = 0; i < others.Length; i++)
        {
            var row = rows[others[i]];
            var view = snapshot.Segments[row.Segment];
            pointers[i] = panel.Scaled + ((long)i * stride) + begin;
            RowScaling.Divide(view.Segment.Row(row.Row) + begin, view.Lengths[row.Row], pointers[i], padded - begin);
        }

        PanelPacker.Pack(pointers, others.Length, end - begin, panel.Values + (begin * KernelSet.TileRows));
        panel.Packed = end;
    }

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
}
