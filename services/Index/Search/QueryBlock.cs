using System.Runtime.InteropServices;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>Queries as the kernels want them: padded rows, and groups of six side by side.</summary>
internal sealed unsafe class QueryBlock : IDisposable
{
    /// <summary>Prepares some queries of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="stride">Padded length of the collection's rows.</param>
    /// <param name="metric">Cosine: the vectors that the scan uses are divided by their lengths.</param>
    /// <param name="kernels">The kernels.</param>
    public QueryBlock(QueryBatch batch, int start, int count, int stride, VectorMetric metric, KernelSet kernels)
    {
        Count = count;
        Groups = (count + KernelSet.TileQueries - 1) / KernelSet.TileQueries;
        Dimension = batch.Dimension;
        Stride = stride;
        Original = Allocate((long)count * stride);
        Scan = metric == VectorMetric.Cosine ? Allocate((long)count * stride) : Original;
        Packed = Allocate((long)Groups * KernelSet.TileQueries * Dimension);
        Lengths = new double[count];
        ScanLengths = new double[count];
        for (var i = 0; i < count; i++)
        {
            var row = Original + ((long)i * stride);
            batch.Row(start + i).CopyTo(new Span<float>(row, stride));
            Lengths[i] = Math.Sqrt(kernels.Canonical(row, row, stride));
            if (metric == VectorMetric.Cosine)
                RowScaling.Divide(row, Lengths[i], Scan + ((long)i * stride), stride);
            ScanLengths[i] = metric == VectorMetric.Cosine && Lengths[i] > 0 ? 1 : Lengths[i];
            Pack(i);
        }
    }

    public int Count { get; }

    /// <summary>Groups of six, the last one filled up with zeros.</summary>
    public int Groups { get; }

    public int Dimension { get; }

    public int Stride { get; }

    /// <summary>The queries as they came, padded: scores come from these.</summary>
    public float* Original { get; }

    /// <summary>The queries that the scan uses, padded.</summary>
    public float* Scan { get; }

    /// <summary>The same as [group][dimension][6].</summary>
    public float* Packed { get; }

    /// <summary>Euclidean lengths of the queries as they came.</summary>
    public double[] Lengths { get; }

    /// <summary>Euclidean lengths of the queries that the scan uses, at least.</summary>
    public double[] ScanLengths { get; }

    public float* OriginalRow(int query) => Original + ((long)query * Stride);

    public float* ScanRow(int query) => Scan + ((long)query * Stride);

    public float* Group(int group) => Packed + ((long)group * KernelSet.TileQueries * Dimension);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Original);
        if (Scan != Original)
            NativeMemory.AlignedFree(Scan);
        NativeMemory.AlignedFree(Packed);
    }

    private static float* Allocate(long floats)
    {
        var bytes = (nuint)floats * sizeof(float);
        var memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(memory, bytes);
        return (float*)memory;
    }

    private void Pack(int query)
    {
        var source = ScanRow(query);
        var target = Group(query / KernelSet.TileQueries) + (query % KernelSet.TileQueries);
        for (var k = 0; k < Dimension; k++)
            target[k * KernelSet.TileQueries] = source[k];
    }
}
