using System.Globalization;
using System.Text;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>Character rules as the reference tokenizers (Python, Rust) have them, code point by code point rather than UTF-16 unit by unit.</summary>
internal static class Unicode
{
    private static readonly Rune CapitalIWithDot = new(0x130);
    private static readonly Rune CapitalSigma = new(0x3A3);

    /// <summary>Fails where the process has no ICU: then <c>string.Normalize</c> silently does nothing and token ids are wrong.</summary>
    public static void RequireIcu()
    {
        if (!string.Equals("e\u0301".Normalize(NormalizationForm.FormC), "\u00e9", StringComparison.Ordinal)
            || !string.Equals("\u00e9".Normalize(NormalizationForm.FormD), "e\u0301", StringComparison.Ordinal))
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                "Unicode normalisation does nothing in this process: install ICU (Debian: libicu) and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset.");
        }
    }

    /// <summary>Lower case with Python's rules: İ becomes i and a dot above, Σ at the end of a word becomes ς.</summary>
    public static string ToLower(string text)
    {
        var result = new StringBuilder(text.Length);
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            if (rune == CapitalIWithDot)
                result.Append("i\u0307");
            else if (rune == CapitalSigma)
                result.Append(IsFinalSigma(runes, i) ? '\u03c2' : '\u03c3');
            else
                result.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return result.ToString();
    }

    public static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.UppercaseLetter and <= UnicodeCategory.OtherLetter;

    public static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    // Unicode's Final_Sigma: a cased letter before it and none after it, case-ignorable characters between them not counted.
    private static bool IsFinalSigma(Rune[] runes, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsCaseIgnorable(runes[before]))
            before--;
        if (before < 0 || !IsCased(runes[before]))
            return false;
        var after = at + 1;
        while (after < runes.Length && IsCaseIgnorable(runes[after]))
            after++;
        return after == runes.Length || !IsCased(runes[after]);
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(Rune rune) => rune.Value is '\'' or '.' or ':' or '^' or '`' or 0xA8 or 0xAD or 0xAF or 0xB4 or 0xB7 or 0xB8 or 0x2019
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
