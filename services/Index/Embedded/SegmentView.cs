namespace ImageSearchBench.Index.Embedded;

/// <summary>A segment's rows at one moment; never changes.</summary>
internal sealed class SegmentView(
    Segment segment, int count, double[] lengths, int[] idEnds, byte[] ids, int[] labels, ulong[]? dead, int deadCount)
{
    public Segment Segment { get; } = segment;

    /// <summary>Bytes of the log that belong to these rows.</summary>
    public long LogLength { get; } = segment.LogLength;

    /// <summary>Rows, dead ones included.</summary>
    public int Count { get; } = count;

    /// <summary>Rows that were deleted or replaced.</summary>
    public int DeadCount { get; } = deadCount;

    /// <summary>Euclidean lengths of the vectors.</summary>
    public double[] Lengths { get; } = lengths;

    public ulong[]? Dead { get; } = dead;

    public bool IsDead(int row) => Dead is not null && (Dead[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>A row's id in UTF-8.</summary>
    public ReadOnlySpan<byte> Id(int row)
    {
        var start = row == 0 ? 0 : idEnds[row - 1];
        return ids.AsSpan(start, idEnds[row] - start);
    }

    /// <summary>The number of a row's labels in the <see cref="LabelTable"/>.</summary>
    public int Labels(int row) => labels[row];
}
