using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Gives images their ids: the file name without its extension, with white space and control characters as <c>%XX</c>. Where two
/// files differ only in the extension, the later one keeps it.
/// </summary>
internal sealed class ImageIds
{
    // Hashes of 128 bits instead of the names: memory per image stays small, and equal hashes of different names do not happen.
    private readonly HashSet<UInt128> _ids = [];
    private readonly HashSet<UInt128> _files = [];

    /// <summary>The id of a file; null when the file was given before.</summary>
    public string? Add(string fileName)
    {
        if (!_files.Add(Hash(fileName)))
            return null;

        var extension = Path.GetExtension(fileName);
        var id = Encode(fileName[..^extension.Length]);
        if (id.Length > 0 && _ids.Add(Hash(id)))
            return id;
        id = Encode(fileName);
        return _ids.Add(Hash(id)) ? id : null;
    }

    /// <summary>A name without white space and control characters, so that every tool reads it as one field.</summary>
    public static string Encode(string name)
    {
        if (!name.Any(MustEncode))
            return name;

        var result = new StringBuilder(name.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsBmp && MustEncode((char)rune.Value))
            {
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                    result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static bool MustEncode(char c) => c == '%' || char.IsWhiteSpace(c) || char.IsControl(c);

    private static UInt128 Hash(string text) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text));
}
