using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.LabelQueries;

/// <summary>Composes the query of a label set by a fixed template; the same input always gives the same text.</summary>
internal static class LabelQueryComposer
{
    /// <summary>Most labels of a set.</summary>
    public const int MostNames = 16;

    /// <summary>Most characters (UTF-16) of a label's name.</summary>
    public const int MostNameLength = 200;

    /// <summary>The query of a label set.</summary>
    /// <param name="names">The labels' names in the query language, 1 to 16, in the order they are to appear.</param>
    /// <param name="style">Word: <c>人&amp;摩托车</c>. Sentence: <c>一张人和摩托车的图片</c>, <c>a photo of a person and a motorcycle</c>.</param>
    /// <param name="language">Language of the sentence.</param>
    /// <exception cref="BenchException">InvalidArgument, naming the label, for an empty or unprintable name or too many.</exception>
    public static string Compose(IReadOnlyList<string> names, QueryStyle style, Language language)
    {
        var clean = Check(names);
        return (style, language) switch
        {
            (QueryStyle.Word, _) => string.Join('&', clean),
            (QueryStyle.Sentence, Language.Chinese) => $"一张{string.Join('和', clean)}的图片",
            (QueryStyle.Sentence, Language.English) => "a photo of " + string.Join(" and ", clean.Select(EnglishArticle.Add)),
            _ => throw BenchException.Invalid($"Style {style} has no fixed template: natural queries are written by a language model.", "styles"),
        };
    }

    private static string[] Check(IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > MostNames)
            throw BenchException.Invalid($"A label set has {names.Count} names: give 1 to {MostNames}.", "label_sets.names");

        var clean = new string[names.Count];
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = names[i].Trim();
            if (clean[i].Length == 0)
                throw BenchException.Invalid($"Name {i + 1} of {names.Count} is empty.", "label_sets.names");
            if (clean[i].Length > MostNameLength)
                throw BenchException.Invalid($"Name {i + 1} has {clean[i].Length} characters: at most {MostNameLength}.", "label_sets.names");
            if (clean[i].Any(char.IsControl))
                throw BenchException.Invalid($"Name {i + 1} holds a control character, such as a tab or a line break.", "label_sets.names");
        }

        return clean;
    }
}
