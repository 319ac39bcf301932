using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ImageSearchBench.Encoder.Cache;

/// <summary>SHA-256 of an input: of the image's bytes, or of the text in UTF-8.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EmbeddingKey(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes of a key on disk.</summary>
    public const int Length = 32;

    public static EmbeddingKey Of(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(input, hash);
        return Read(hash);
    }

    public static EmbeddingKey Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static EmbeddingKey Read(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Read<UInt128>(bytes), MemoryMarshal.Read<UInt128>(bytes[16..]));

    public void Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, High);
        MemoryMarshal.Write(bytes[16..], Low);
    }
}
