using System.Buffers.Binary;
using System.IO.Hashing;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Embedded;

/// <summary>Checks a segment's log and every vector against its checksum.</summary>
internal static class SegmentChecker
{
    /// <summary>Checks a segment; fails naming the file and the place.</summary>
    /// <param name="folder">The collection's folder.</param>
    /// <param name="view">The segment; records behind its rows are passed over.</param>
    /// <param name="logLength">Bytes of the log to check.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Check(string folder, SegmentView view, long logLength, CancellationToken cancellationToken)
    {
        var path = Segment.LogPath(folder, view.Segment.Number);
        ReadOnlySpan<byte> log;
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            var bytes = new byte[logLength];
            if (RandomAccess.Read(handle, bytes, 0) != bytes.Length)
                throw Broken(path, "it is shorter than what was written");
            log = bytes;
        }

        var rows = 0;
        for (var position = SegmentRecord.FileHeaderBytes; position < log.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!SegmentRecord.TryRead(log, position, out var kind, out var payload))
                throw Broken(path, $"the record at byte {position} has a wrong checksum");
            position += SegmentRecord.HeaderBytes + payload.Length;
            if (kind != RecordKind.Upsert)
                continue;
            var first = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
            var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
            if (first != rows || first + count > view.Count)
                throw Broken(path, $"rows {first} to {first + count} do not follow row {rows}");
            if (XxHash3.HashToUInt64(view.Segment.RowBytes(first, count)) != BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]))
                throw Broken(Segment.RowsPath(folder, view.Segment.Number), $"rows {first} to {first + count} have a wrong checksum");
            rows += count;
        }

        if (rows != view.Count)
            throw Broken(path, $"it records {rows} of {view.Count} rows");
    }

    private static BenchException Broken(string path, string what) =>
        new(ErrorKind.DataLoss, $"{path} is broken: {what}. Restore the collection from a copy, or delete it and build it again.");
}
