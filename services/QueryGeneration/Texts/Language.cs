using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>A language that queries are written in.</summary>
internal enum Language
{
    /// <summary>Chinese, <c>zh</c>.</summary>
    Chinese,

    /// <summary>English, <c>en</c>.</summary>
    English,
}

/// <summary>Languages and their BCP 47 tags.</summary>
internal static class Languages
{
    /// <summary>The language of a tag such as <c>zh</c>, <c>zh-Hans-CN</c> or <c>en-US</c>: the primary subtag decides.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="field">The request field it came from.</param>
    /// <exception cref="BenchException">InvalidArgument for any other language.</exception>
    public static Language Parse(string tag, string field = "language") => tag.Split('-')[0].ToUpperInvariant() switch
    {
        "ZH" => Language.Chinese,
        "EN" => Language.English,
        "" => throw BenchException.Invalid($"{field} is empty: give 'zh' or 'en'.", field),
        _ => throw BenchException.Invalid($"{field} is '{tag}': queries are written in 'zh' and 'en' only.", field),
    };

    /// <summary>The tag of a language: <c>zh</c> or <c>en</c>.</summary>
    public static string Tag(this Language language) => language == Language.Chinese ? "zh" : "en";
}
