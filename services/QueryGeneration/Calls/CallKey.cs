using System.Security.Cryptography;
using System.Text;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// Key of a stored reply: SHA-256 over step, prompt version, model, parameters, input hash and ordinal, each preceded by its length so that
/// no two lists of parts read the same.
/// </summary>
internal static class CallKey
{
    /// <summary>The key, 64 hexadecimal digits.</summary>
    /// <param name="step">What the call is for.</param>
    /// <param name="prompt">Prompt and version.</param>
    /// <param name="model">The model's configured name and its id.</param>
    /// <param name="parameters">Everything that changes what the model writes: temperature, limit, seed. How the endpoint wants to be
    /// told (its dialect) is not among them: a new finding about an endpoint must not pay for old answers again.</param>
    /// <param name="inputHash">Hash of prompt text and image.</param>
    /// <param name="ordinal">Number of the call about the same subject.</param>
    public static string Of(GenerationStep step, string prompt, string model, string parameters, string inputHash, int ordinal) =>
        Hash(step.ToString(), prompt, model, parameters, inputHash, ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>SHA-256 over length-prefixed parts, 64 hexadecimal digits.</summary>
    public static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
