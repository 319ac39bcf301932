using System.Globalization;
using System.Text;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// Names of collections in Milvus, which knows letters, digits and '_' only: a prefix that keeps off other people's collections, then
/// the name with every other character, and '_' itself, as '_' and two hexadecimal digits.
/// </summary>
internal static class MilvusNames
{
    private const string Prefix = "isb_";
    private const int MaxLength = 255;

    public static string Encode(string name)
    {
        var encoded = new StringBuilder(Prefix);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                encoded.Append(c);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"_{(int)c:x2}");
        }

        return encoded.Length <= MaxLength
            ? encoded.ToString()
            : throw BenchException.Invalid($"Collection name '{name}' has too many '.', '_' and '-' for Milvus: take a shorter one.", "name");
    }

    /// <summary>The name, or null where the collection is somebody else's.</summary>
    public static string? Decode(string encoded)
    {
        if (!encoded.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var name = new StringBuilder();
        for (var i = Prefix.Length; i < encoded.Length; i++)
        {
            if (encoded[i] != '_')
            {
                name.Append(encoded[i]);
            }
            else if (i + 2 < encoded.Length && byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                name.Append((char)code);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return name.ToString();
    }
}
