using System.Security.Cryptography;

namespace ImageSearchBench.QueryGeneration.Images;

/// <summary>An image as the caller sent it.</summary>
internal sealed class ImageInput(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The encoded file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>SHA-256 of the file, 64 hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
