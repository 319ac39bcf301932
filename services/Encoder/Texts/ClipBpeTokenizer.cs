using System.Text;
using Microsoft.ML.Tokenizers;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>
/// CLIP's byte-level BPE. The text is cleaned, cut into words by CLIP's rules code point by code point, each word's UTF-8 bytes are written
/// with CLIP's alphabet of 256 printable characters, and the library merges them.
/// </summary>
internal sealed class ClipBpeTokenizer(BpeTokenizer merges, IReadOnlyDictionary<string, int> marks, CleaningKind cleaning) : ITokenizer
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private static readonly char[] Alphabet = BuildAlphabet();

    public IReadOnlyList<int> Tokenize(string text)
    {
        var ids = new List<int>();
        var cleaned = TextCleaning.Apply(text, cleaning);
        var word = new StringBuilder();
        for (var at = 0; at < cleaned.Length;)
        {
            var length = WordLength(cleaned.AsSpan(at), out var mark);
            if (mark is not null)
                ids.Add(marks[mark]);
            else if (length > 0)
                AddWord(cleaned.AsSpan(at, length), word, ids);
            at += length == 0 ? RuneLength(cleaned.AsSpan(at)) : length;
        }

        return ids;
    }

    /// <summary>The character that stands for each byte: itself where it is printable, else one from U+0100 on.</summary>
    public static char[] BuildAlphabet()
    {
        var alphabet = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            alphabet[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++;
        return alphabet;
    }

    private void AddWord(ReadOnlySpan<char> span, StringBuilder word, List<int> ids)
    {
        word.Clear();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in span.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < count; i++)
                word.Append(Alphabet[utf8[i]]);
        }

        ids.AddRange(merges.EncodeToIds(word.ToString(), considerPreTokenization: false, considerNormalization: false));
    }

    // CLIP's pattern: the two marks | 's 't 're 've 'm 'll 'd | letters | one number | anything else but white space. 0 is white space.
    private int WordLength(ReadOnlySpan<char> text, out string? mark)
    {
        mark = null;
        if (text[0] == '<')
        {
            foreach (var candidate in marks.Keys)
            {
                if (text.StartsWith(candidate, StringComparison.Ordinal))
                {
                    mark = candidate;
                    return candidate.Length;
                }
            }
        }

        if (text[0] == '\'')
        {
            foreach (var contraction in Contractions)
            {
                if (text.StartsWith(contraction, StringComparison.OrdinalIgnoreCase))
                    return contraction.Length;
            }
        }

        _ = Rune.DecodeFromUtf16(text, out var first, out var length);
        if (Rune.IsWhiteSpace(first))
            return 0;
        if (Unicode.IsNumber(first))
            return length;
        var letters = Unicode.IsLetter(first);
        while (length < text.Length)
        {
            _ = Rune.DecodeFromUtf16(text[length..], out var rune, out var consumed);
            if (Rune.IsWhiteSpace(rune) || Unicode.IsNumber(rune) || Unicode.IsLetter(rune) != letters)
                break;
            length += consumed;
        }

        return length;
    }

    private static int RuneLength(ReadOnlySpan<char> text)
    {
        _ = Rune.DecodeFromUtf16(text, out _, out var consumed);
        return consumed;
    }
}
