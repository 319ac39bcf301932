using System.Buffers.Text;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Decodes base64 in either alphabet (RFC 4648: standard and URL-safe), with or without padding.</summary>
internal static class Base64Text
{
    /// <summary>The bytes; null when the text is no base64 or empty.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8);
        if (text.IsEmpty)
            return null;
        var isUrlSafe = text.IndexOfAny((byte)'-', (byte)'_') >= 0 || (text.Length % 4 != 0 && text.IndexOfAny((byte)'+', (byte)'/') < 0);
        var data = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        var status = isUrlSafe
            ? Base64Url.DecodeFromUtf8(text, data, out var consumed, out var written)
            : Base64.DecodeFromUtf8(text, data, out consumed, out written);
        if (status is not System.Buffers.OperationStatus.Done || consumed != text.Length || written == 0)
            return null;
        Array.Resize(ref data, written);
        return data;
    }
}
