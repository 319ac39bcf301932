using System.Buffers;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Captions;

/// <summary>Cuts a text that is too long, after its last whole clause where there is one.</summary>
internal static class ClauseCutter
{
    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("。！？；，.!?;,");

    /// <summary>The longest beginning within the limit (characters in Chinese, words in English) that ends a clause; else the longest at all.</summary>
    public static string Cut(string text, int maxLength, Language language)
    {
        var fits = LongestFit(text, maxLength, language);
        var end = text.AsSpan(0, fits).LastIndexOfAny(ClauseEnds);

        // A clause of less than a third says too little.
        var cut = end * 3 >= fits ? text[..end] : text[..fits];
        return cut.TrimEnd().TrimEnd([.. "。！？；，、.!?;,"]);
    }

    private static int LongestFit(string text, int maxLength, Language language)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var counts = language == Language.Chinese
                ? char.IsLetterOrDigit(text[i])
                : !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1]));
            if (counts && ++count > maxLength)
                return i;
        }

        return text.Length;
    }
}
