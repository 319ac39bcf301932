using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Embedded;

/// <summary>Opens a collection: reads the logs, cuts a torn tail, refuses what is broken elsewhere, removes leftovers.</summary>
internal static class CollectionReader
{
    /// <summary>Opens the segments of a collection.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="file">Its settings and segments.</param>
    /// <param name="segmentBytes">Bytes of vectors in a new segment.</param>
    /// <param name="repairs">What was cut; empty when all was well.</param>
    public static SegmentWriter Open(string folder, CollectionFile file, int segmentBytes, out string repairs)
    {
        var writer = new SegmentWriter(folder, file, segmentBytes);
        var notes = new List<string>();
        try
        {
            for (var i = 0; i < file.Segments.Count; i++)
                OpenSegment(writer, folder, file, i, notes);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        RemoveLeftovers(folder, file);
        repairs = string.Join(' ', notes);
        return writer;
    }

    private static void OpenSegment(SegmentWriter writer, string folder, CollectionFile file, int place, List<string> notes)
    {
        var number = file.Segments[place];
        var last = place == file.Segments.Count - 1;
        var logPath = Segment.LogPath(folder, number);
        if (!System.IO.File.Exists(logPath) || !System.IO.File.Exists(Segment.RowsPath(folder, number)))
            throw Broken(logPath, "the file or its .rows file is missing");
        ReadOnlySpan<byte> log = System.IO.File.ReadAllBytes(logPath);
        if (SegmentRecord.ReadFileHeader(log, file.Dimension, writer.Stride, number) is not { } capacity)
            throw Broken(logPath, "its header is not the one of this segment");

        var rowsLength = new FileInfo(Segment.RowsPath(folder, number)).Length;
        var segment = Segment.Open(folder, number, writer.Stride, capacity);
        writer.AddSegment(segment);
        var position = SegmentRecord.FileHeaderBytes;
        while (position < log.Length)
        {
            var next = ReadRecord(writer, log, position, place, last, rowsLength);
            if (next < 0)
            {
                if (!last || SomethingFollows(log, position))
                    throw Broken(logPath, $"the record at byte {position} has a wrong checksum or is cut short");
                notes.Add($"{Path.GetFileName(logPath)}: {log.Length - position} bytes behind byte {position} were a write that was never finished nor acknowledged; they were cut off.");
                segment.CutLog(position);
                return;
            }

            position = next;
        }

        segment.SetLogLength(position);
    }

    /// <summary>Takes in a record; returns the position behind it, or -1 where it is torn.</summary>
    private static int ReadRecord(SegmentWriter writer, ReadOnlySpan<byte> log, int position, int place, bool last, long rowsLength)
    {
        if (!SegmentRecord.TryRead(log, position, out var kind, out var payload))
            return -1;
        var end = position + SegmentRecord.HeaderBytes + payload.Length;
        if (kind == RecordKind.Delete)
        {
            writer.ApplyDelete(payload);
            return end;
        }

        var segment = writer[place];
        var first = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        if (first != segment.Count || (long)(first + count) * segment.Stride * sizeof(float) > rowsLength)
            return -1;

        // The rows of the last record are checked here; all others by a full check, which reads every vector.
        if (last && end == log.Length
            && XxHash3.HashToUInt64(segment.RowBytes(first, count)) != BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]))
        {
            return -1;
        }

        writer.ApplyUpsert(place, payload);
        return end;
    }

    /// <summary>
    /// Whether a right record lies behind a wrong one. Each is flushed before the next is written, so that a crash tears only the
    /// last: this is damage, and cutting it off would lose acknowledged vectors.
    /// </summary>
    private static bool SomethingFollows(ReadOnlySpan<byte> log, int position)
    {
        if (log.Length - position < SegmentRecord.HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(log[position..]);
        var next = position + SegmentRecord.HeaderBytes + (long)length;
        return next < log.Length && SegmentRecord.TryRead(log, (int)next, out _, out _);
    }

    private static void RemoveLeftovers(string folder, CollectionFile file)
    {
        var known = file.Segments.ToHashSet();
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var segment = Path.GetExtension(path) is ".rows" or ".log" && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && !known.Contains(number);
            if (segment || Path.GetExtension(path) == ".tmp")
                System.IO.File.Delete(path);
        }
    }

    private static BenchException Broken(string path, string what) =>
        new(ErrorKind.DataLoss, $"{path} is broken: {what}. Restore the collection from a copy, or delete it and build it again.");
}
