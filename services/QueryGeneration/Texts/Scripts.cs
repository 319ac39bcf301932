namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>Which script a text is written in.</summary>
internal static class Scripts
{
    /// <summary>A Chinese character (CJK Unified Ideographs with extension A and the compatibility block; rarer ones are surrogate pairs).</summary>
    public static bool IsHan(char c) => c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>
    /// Whether a text is in the language, by its letters: at least half of them Chinese characters; or at least nine in ten Latin letters.
    /// Chinese queries hold names such as 'iPhone' or 'T恤'; English ones hold no Chinese but an accent here and there.
    /// </summary>
    public static bool IsIn(string text, Language language)
    {
        var letters = text.Count(char.IsLetter);
        if (letters == 0)
            return false;
        return language == Language.Chinese
            ? text.Count(IsHan) * 2 >= letters
            : text.Count(c => char.IsAsciiLetter(c) || c is >= '\u00C0' and <= '\u024F') * 10 >= letters * 9;
    }

    /// <summary>Length in the unit of the language: characters without spaces and punctuation in Chinese, words in English.</summary>
    public static int LengthIn(string text, Language language) => language == Language.Chinese
        ? text.Count(char.IsLetterOrDigit)
        : text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Length;
}
