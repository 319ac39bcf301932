using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Embedded;

/// <summary>What a record of a segment's log says.</summary>
internal enum RecordKind
{
    /// <summary>Rows were written: their checksum, lengths, ids and labels.</summary>
    Upsert = 1,

    /// <summary>Ids were deleted, in this segment or an earlier one.</summary>
    Delete = 2,
}

/// <summary>
/// Layout of a segment's log, all numbers little-endian. Header of 32 bytes: magic, dimension, padded dimension, capacity, segment
/// number (i32 each), XXH3-64 of these 24 bytes. Then records: payload length u32, kind u32, XXH3-64 of the payload with the record's
/// position and kind as the seed, payload. Upsert payload: first row u32, rows u32, XXH3-64 of the rows' bytes, a f64 Euclidean length
/// per row, then per row its id and its labels. Texts are a u16 length and UTF-8; labels are a u16 count and name, value pairs sorted by name.
/// </summary>
internal static class SegmentRecord
{
    public const int FileHeaderBytes = 32;
    public const int HeaderBytes = 16;

    private static ReadOnlySpan<byte> Magic => "ISBSEG1\n"u8;

    public static byte[] FileHeader(int dimension, int stride, int capacity, int number)
    {
        var header = new byte[FileHeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), dimension);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), stride);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), capacity);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), number);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), XxHash3.HashToUInt64(header.AsSpan(0, 24)));
        return header;
    }

    /// <summary>The capacity in a header, or null where the header is not this segment's.</summary>
    public static int? ReadFileHeader(ReadOnlySpan<byte> log, int dimension, int stride, int number)
    {
        if (log.Length < FileHeaderBytes)
            return null;
        var capacity = BinaryPrimitives.ReadInt32LittleEndian(log[16..]);
        return log[..FileHeaderBytes].SequenceEqual(FileHeader(dimension, stride, capacity, number)) ? capacity : null;
    }

    public static ulong Checksum(ReadOnlySpan<byte> payload, long position, RecordKind kind) =>
        XxHash3.HashToUInt64(payload, (position << 8) | (long)kind);

    /// <summary>Whether a whole record with a right checksum lies at a position.</summary>
    public static bool TryRead(ReadOnlySpan<byte> log, int position, out RecordKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (log.Length - position < HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(log[position..]);
        if (length > (uint)(log.Length - position - HeaderBytes))
            return false;
        kind = (RecordKind)BinaryPrimitives.ReadUInt32LittleEndian(log[(position + 4)..]);
        payload = log.Slice(position + HeaderBytes, (int)length);
        return kind is RecordKind.Upsert or RecordKind.Delete
            && BinaryPrimitives.ReadUInt64LittleEndian(log[(position + 8)..]) == Checksum(payload, position, kind);
    }

    /// <summary>A text with its length in front.</summary>
    public static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ushort)bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Labels, sorted by name so that equal sets have equal bytes.</summary>
    public static void WriteLabels(BinaryWriter writer, IReadOnlyDictionary<string, string> labels)
    {
        writer.Write((ushort)labels.Count);
        if (labels.Count == 0)
            return;
        foreach (var (name, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            WriteText(writer, name);
            WriteText(writer, value);
        }
    }

    /// <summary>The bytes of a text; moves on behind it.</summary>
    public static ReadOnlySpan<byte> ReadText(ref ReadOnlySpan<byte> source)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(source);
        var text = source.Slice(2, length);
        source = source[(2 + length)..];
        return text;
    }

    /// <summary>The bytes of a set of labels, count included; moves on behind it.</summary>
    public static ReadOnlySpan<byte> ReadLabels(ref ReadOnlySpan<byte> source)
    {
        var rest = source;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[2..];
        for (var i = 0; i < 2 * count; i++)
            ReadText(ref rest);
        var labels = source[..^rest.Length];
        source = rest;
        return labels;
    }

    /// <summary>A set of labels out of its bytes.</summary>
    public static IReadOnlyDictionary<string, string> ParseLabels(ReadOnlySpan<byte> source)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(source);
        if (count == 0)
            return VectorBatch.NoLabels;
        source = source[2..];
        var labels = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = Encoding.UTF8.GetString(ReadText(ref source));
            labels.Add(name, Encoding.UTF8.GetString(ReadText(ref source)));
        }

        return labels;
    }
}
