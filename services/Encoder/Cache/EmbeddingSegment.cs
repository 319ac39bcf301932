using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImageSearchBench.Encoder.Cache;

/// <summary>
/// An append-only file of records of one length: key, flags, vector, checksum (XXH3 of what stands before it). A record that was cut off
/// by a crash is cut away when the file is opened again; one that does not match its checksum is not found.
/// </summary>
internal sealed class EmbeddingSegment : IDisposable
{
    private const int HeaderLength = 16;
    private const int FlagsLength = 4;
    private const int ChecksumLength = 8;
    private const int TruncatedFlag = 1;
    private static readonly byte[] Magic = [.. "ISBVEC1\n"u8];

    private readonly SafeFileHandle _file;
    private readonly int _dimension;
    private readonly byte[] _record;
    private long _length;

    private EmbeddingSegment(string path, SafeFileHandle file, int dimension, long length)
    {
        FilePath = path;
        _file = file;
        _dimension = dimension;
        _record = new byte[RecordLength(dimension)];
        _length = length;
    }

    public string FilePath { get; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes => _length;

    /// <summary>Records of the file.</summary>
    public int Count => (int)((_length - HeaderLength) / _record.Length);

    /// <summary>Bytes of a record.</summary>
    public static int RecordLength(int dimension) => EmbeddingKey.Length + FlagsLength + dimension * sizeof(float) + ChecksumLength;

    /// <summary>Makes an empty file.</summary>
    public static EmbeddingSegment Create(string path, int dimension)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], dimension);
        RandomAccess.Write(file, header, 0);
        return new EmbeddingSegment(path, file, dimension, HeaderLength);
    }

    /// <summary>Opens a file and tells the keys of its sound records; null: the file is not one of these, or of another dimension.</summary>
    public static EmbeddingSegment? Open(string path, int dimension, Action<EmbeddingKey, int> found)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (RandomAccess.Read(file, header, 0) < HeaderLength || !header[..8].SequenceEqual(Magic) || BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != dimension)
        {
            file.Dispose();
            return null;
        }

        var recordLength = RecordLength(dimension);
        var records = (RandomAccess.GetLength(file) - HeaderLength) / recordLength;
        var length = HeaderLength + records * recordLength;
        if (RandomAccess.GetLength(file) != length)
            RandomAccess.SetLength(file, length);
        var segment = new EmbeddingSegment(path, file, dimension, length);
        var chunk = new byte[Math.Max(1, (1 << 20) / recordLength) * recordLength];
        for (long at = 0; at < records * recordLength; at += chunk.Length)
        {
            var read = RandomAccess.Read(file, chunk, HeaderLength + at);
            for (var r = 0; r + recordLength <= read; r += recordLength)
            {
                var record = chunk.AsSpan(r, recordLength);
                if (IsSound(record))
                    found(EmbeddingKey.Read(record), (int)((at + r) / recordLength));
            }
        }

        return segment;
    }

    /// <summary>Appends a vector; its number in the file.</summary>
    public int Append(EmbeddingKey key, ReadOnlySpan<float> vector, bool truncated)
    {
        var record = _record.AsSpan();
        key.Write(record);
        BinaryPrimitives.WriteInt32LittleEndian(record[EmbeddingKey.Length..], truncated ? TruncatedFlag : 0);
        MemoryMarshal.AsBytes(vector).CopyTo(record[(EmbeddingKey.Length + FlagsLength)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(record[^ChecksumLength..], XxHash3.HashToUInt64(record[..^ChecksumLength]));
        RandomAccess.Write(_file, record, _length);
        _length += record.Length;
        return Count - 1;
    }

    /// <summary>Reads a vector; false: the record is broken or another's.</summary>
    public bool TryRead(int number, EmbeddingKey key, out float[] vector, out bool truncated)
    {
        vector = [];
        truncated = false;
        var record = _record.AsSpan();
        if (RandomAccess.Read(_file, record, HeaderLength + (long)number * record.Length) < record.Length || !IsSound(record) || EmbeddingKey.Read(record) != key)
            return false;
        truncated = (BinaryPrimitives.ReadInt32LittleEndian(record[EmbeddingKey.Length..]) & TruncatedFlag) != 0;
        vector = MemoryMarshal.Cast<byte, float>(record.Slice(EmbeddingKey.Length + FlagsLength, _dimension * sizeof(float))).ToArray();
        return true;
    }

    public void Dispose() => _file.Dispose();

    private static bool IsSound(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt64LittleEndian(record[^ChecksumLength..]) == XxHash3.HashToUInt64(record[..^ChecksumLength]);
}
