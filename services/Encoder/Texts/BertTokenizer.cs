using System.Globalization;
using System.Text;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>
/// BERT's tokenizer as Google's reference and Chinese-CLIP have it: control characters removed, CJK characters set apart, lower case
/// without accents, punctuation set apart, then the longest pieces of the vocabulary first.
/// </summary>
internal sealed class BertTokenizer(Microsoft.ML.Tokenizers.WordPieceTokenizer pieces, int unknown, bool lowerCase, int maxWordLength) : ITokenizer
{
    public IReadOnlyList<int> Tokenize(string text)
    {
        var ids = new List<int>();
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var normal = lowerCase ? StripAccents(Unicode.ToLower(word)) : word;
            foreach (var part in SplitPunctuation(normal))
                AddWord(part, ids);
        }

        return ids;
    }

    private void AddWord(string word, List<int> ids)
    {
        // The limit counts code points: Python's strings do.
        if (word.Length > maxWordLength && word.EnumerateRunes().Count() > maxWordLength)
            ids.Add(unknown);
        else
            ids.AddRange(pieces.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
    }

    private static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || IsControl(rune))
                continue;
            if (IsWhiteSpace(rune))
                result.Append(' ');
            else if (IsCjk(rune.Value))
                result.Append(' ').Append(rune.ToString()).Append(' ');
            else
                result.Append(rune.ToString());
        }

        // What Python's str.split() cuts at beyond BERT's own white space.
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] is '\u2028' or '\u2029' or '\u0085' or (>= '\u001c' and <= '\u001f'))
                result[i] = ' ';
        }

        return result.ToString();
    }

    private static string StripAccents(string word)
    {
        if (Ascii.IsValid(word))
            return word;
        var result = new StringBuilder(word.Length);
        foreach (var rune in word.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static IEnumerable<string> SplitPunctuation(string word)
    {
        var part = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (IsPunctuation(rune))
            {
                if (part.Length > 0)
                    yield return part.ToString();
                part.Clear();
                yield return rune.ToString();
            }
            else
            {
                part.Append(rune.ToString());
            }
        }

        if (part.Length > 0)
            yield return part.ToString();
    }

    private static bool IsWhiteSpace(Rune rune) =>
        rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    private static bool IsControl(Rune rune) =>
        rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;

    // Google's BERT: every ASCII character that is no letter and no digit counts, symbols included.
    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || Rune.IsPunctuation(rune);

    private static bool IsCjk(int c) =>
        c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
