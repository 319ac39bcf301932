using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>When two short texts are the same.</summary>
internal static partial class TextKey
{
    /// <summary>The text as it is kept: full-width letters narrow, white space single, no quotes or full stop around it.</summary>
    public static string Tidy(string text) => Spaces()
        .Replace(text.Normalize(NormalizationForm.FormKC), " ")
        .Trim([' ', '"', '\'', '“', '”', '‘', '’', '「', '」', '《', '》', '`', '*', '。', '.', '，', ',', '、', ';', '；']);

    /// <summary>What equal texts have in common: letters and digits without case.</summary>
    public static string Of(string text) =>
        string.Concat(Tidy(text).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
