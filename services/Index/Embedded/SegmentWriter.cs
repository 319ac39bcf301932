using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Embedded;

/// <summary>
/// The writing side of a collection: appends to the last segment, keeps the map of ids and the rows that are dead. Used by one
/// thread at a time; what readers see changes only inside <see cref="Publishing"/>.
/// </summary>
internal sealed unsafe partial class SegmentWriter : IDisposable
{
    /// <summary>Vectors recorded and flushed together at most, in bytes.</summary>
    private const int MaxGroupBytes = 32 << 20;

    private readonly string _folder;
    private readonly int _segmentBytes;
    private readonly List<Segment> _segments;
    private readonly List<ulong[]?> _dead;
    private readonly List<bool> _deadShared;
    private readonly List<int> _deadCounts;
    private readonly LabelTable _labels;
    private IdMap _ids;
    private string? _broken;

    public SegmentWriter(string folder, CollectionFile file, int segmentBytes)
    {
        _folder = folder;
        File = file;
        _segmentBytes = segmentBytes;
        Stride = (file.Dimension + KernelSet.RowAlignment - 1) / KernelSet.RowAlignment * KernelSet.RowAlignment;
        _segments = [];
        _dead = [];
        _deadShared = [];
        _deadCounts = [];
        _labels = new LabelTable();
        _ids = new IdMap(_segments);
    }

    /// <summary>Runs a change of what readers see, and shows it to them.</summary>
    public Action<Action> Publishing { get; set; } = apply => apply();

    public CollectionFile File { get; private set; }

    public int Stride { get; }

    public int Capacity => Math.Clamp((int)((long)_segmentBytes / (Stride * sizeof(float))), 64, 1 << 20);

    public Segment this[int index] => _segments[index];

    /// <summary>A new snapshot; the caller is its first user.</summary>
    public Snapshot TakeSnapshot()
    {
        var views = new SegmentView[_segments.Count];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = _segments[i].View(_dead[i], _deadCounts[i]);
            _deadShared[i] = true;
        }

        return new Snapshot(views, _labels);
    }

    public RowAddress? Locate(ReadOnlySpan<byte> id) => _ids.Get(id);

    /// <summary>Takes a segment in, as the last one.</summary>
    public void AddSegment(Segment segment)
    {
        _segments.Add(segment);
        _dead.Add(null);
        _deadShared.Add(false);
        _deadCounts.Add(0);
    }

    /// <summary>Takes in a record's rows, the ones before them dead: while opening, and when a record was written.</summary>
    /// <param name="segment">Place of the segment.</param>
    /// <param name="payload">The payload of an upsert record.</param>
    public void ApplyUpsert(int segment, ReadOnlySpan<byte> payload)
    {
        var first = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        var lengths = MemoryMarshal.Cast<byte, double>(payload.Slice(16, count * sizeof(double)));
        var rest = payload[(16 + (count * sizeof(double)))..];
        _ids.Reserve(count);
        for (var i = 0; i < count; i++)
        {
            var id = SegmentRecord.ReadText(ref rest);
            var labels = SegmentRecord.ReadLabels(ref rest);
            _segments[segment].AddRow(lengths[i], id, _labels.Intern(labels));
            if (_ids.Set(id, new RowAddress(segment, first + i)) is { } before)
                MarkDead(before);
        }
    }

    /// <summary>Takes in the payload of a delete record; returns how many were there.</summary>
    public int ApplyDelete(ReadOnlySpan<byte> payload)
    {
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var rest = payload[4..];
        var deleted = 0;
        for (var i = 0; i < count; i++)
        {
            if (_ids.Remove(SegmentRecord.ReadText(ref rest)) is not { } before)
                continue;
            MarkDead(before);
            deleted++;
        }

        return deleted;
    }

    public void Upsert(IReadOnlyList<VectorBatch> batches)
    {
        CheckUsable();
        for (var i = 0; i < batches.Count;)
        {
            var room = EnsureRoom(batches[i].Count);
            var group = new List<VectorBatch>();
            var rows = 0;
            while (i < batches.Count && rows + batches[i].Count <= room
                && (rows == 0 || (long)(rows + batches[i].Count) * Stride * sizeof(float) <= MaxGroupBytes))
            {
                rows += batches[i].Count;
                group.Add(batches[i++]);
            }

            WriteGroup(group, rows);
        }
    }

    public int Delete(IReadOnlyList<string> ids)
    {
        CheckUsable();
        var present = ids.Where(id => _ids.Get(Encoding.UTF8.GetBytes(id)) is not null).Distinct(StringComparer.Ordinal).ToArray();
        if (present.Length == 0)
            return 0;
        EnsureRoom(0);
        var segment = _segments[^1];
        using var stream = BeginRecord(out var writer);
        writer.Write(present.Length);
        foreach (var id in present)
            SegmentRecord.WriteText(writer, id);
        var record = EndRecord(stream, segment.LogLength, RecordKind.Delete);
        Append(segment, record.Span);
        var deleted = 0;
        Publishing(() => deleted = ApplyDelete(record.Span[SegmentRecord.HeaderBytes..]));
        return deleted;
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.Release();
        _segments.Clear();
    }

    private static MemoryStream BeginRecord(out BinaryWriter writer)
    {
        var stream = new MemoryStream();
        writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        stream.SetLength(SegmentRecord.HeaderBytes);
        stream.Position = SegmentRecord.HeaderBytes;
        return stream;
    }

    private static ReadOnlyMemory<byte> EndRecord(MemoryStream stream, long position, RecordKind kind)
    {
        var record = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        var payload = record.Span[SegmentRecord.HeaderBytes..];
        BinaryPrimitives.WriteUInt32LittleEndian(record.Span, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.Span[4..], (uint)kind);
        BinaryPrimitives.WriteUInt64LittleEndian(record.Span[8..], SegmentRecord.Checksum(payload, position, kind));
        return record;
    }

    private void WriteGroup(List<VectorBatch> group, int rows)
    {
        var place = _segments.Count - 1;
        var segment = _segments[place];
        var first = segment.Count;
        var row = first;
        foreach (var batch in group)
        {
            WriteRows(segment, row, batch);
            row += batch.Count;
        }

        segment.FlushRows();
        using var stream = BeginRecord(out var writer);
        WriteHead(writer, segment, first, rows);
        foreach (var batch in group)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                SegmentRecord.WriteText(writer, batch.Ids[i]);
                SegmentRecord.WriteLabels(writer, batch.Labels[i]);
            }
        }

        var record = EndRecord(stream, segment.LogLength, RecordKind.Upsert);
        Append(segment, record.Span);
        Publishing(() => ApplyUpsert(place, record.Span[SegmentRecord.HeaderBytes..]));
    }

    /// <summary>What an upsert record begins with: which rows, their checksum, their lengths.</summary>
    private void WriteHead(BinaryWriter writer, Segment segment, int first, int rows)
    {
        writer.Write(first);
        writer.Write(rows);
        writer.Write(XxHash3.HashToUInt64(segment.RowBytes(first, rows)));
        for (var i = first; i < first + rows; i++)
            writer.Write(Math.Sqrt(KernelSet.Best.Canonical(segment.Row(i), segment.Row(i), Stride)));
    }

    private void WriteRows(Segment segment, int first, VectorBatch batch)
    {
        if (batch.Dimension == Stride)
        {
            segment.WriteRows(first, MemoryMarshal.AsBytes(batch.Values.AsSpan(0, batch.Count * Stride)));
            return;
        }

        var padded = ArrayPool<float>.Shared.Rent(batch.Count * Stride);
        var span = padded.AsSpan(0, batch.Count * Stride);
        span.Clear();
        for (var i = 0; i < batch.Count; i++)
            batch.Row(i).CopyTo(span[(i * Stride)..]);
        segment.WriteRows(first, MemoryMarshal.AsBytes(span));
        ArrayPool<float>.Shared.Return(padded);
    }

    private void Append(Segment segment, ReadOnlySpan<byte> record)
    {
        try
        {
            segment.AppendRecord(record);
        }
        catch (IOException e)
        {
            // After a failed flush nobody knows what is on disk: nothing more is acknowledged until the files were read again.
            _broken = e.Message;
            throw;
        }
    }

    /// <summary>Sees to it that the last segment has room for this many rows; returns the room it has.</summary>
    private int EnsureRoom(int rows)
    {
        if (rows > Capacity)
            throw BenchException.Invalid($"{rows} vectors in one request: at most {Capacity} of this dimension.", "vectors");
        if (_segments.Count == 0 || _segments[^1].Capacity - _segments[^1].Count < rows)
        {
            var segment = Segment.Create(_folder, File.NextSegment, File.Dimension, Stride, Capacity);
            var file = File with { Segments = [.. File.Segments, File.NextSegment], NextSegment = File.NextSegment + 1 };
            file.Write(_folder);
            File = file;
            Publishing(() => AddSegment(segment));
        }

        return _segments[^1].Capacity - _segments[^1].Count;
    }

    private void MarkDead(RowAddress address)
    {
        var dead = _dead[address.Segment] ?? new ulong[(_segments[address.Segment].Capacity + 63) / 64];
        if (_deadShared[address.Segment])
            dead = (ulong[])dead.Clone();
        _deadShared[address.Segment] = false;
        _dead[address.Segment] = dead;
        dead[address.Row >> 6] |= 1UL << (address.Row & 63);
        _deadCounts[address.Segment]++;
    }

    private void CheckUsable()
    {
        if (_broken is not null)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"Collection '{File.Name}' takes no writes since one failed ({_broken}): repair the disk and start the service again.");
        }
    }
}
