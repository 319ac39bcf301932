using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Writing;

/// <summary>How a paraphrase is worded.</summary>
internal enum ParaphraseStyle
{
    /// <summary>Keywords.</summary>
    Keywords,

    /// <summary>A spoken request.</summary>
    Colloquial,

    /// <summary>A plain description.</summary>
    Descriptive,
}

/// <summary>How long a paraphrase is.</summary>
internal enum ParaphraseLength
{
    /// <summary>6 characters, 4 words.</summary>
    Short,

    /// <summary>14 characters, 8 words.</summary>
    Medium,

    /// <summary>30 characters, 16 words.</summary>
    Long,
}

/// <summary>Says queries in other words, one cell of style × length at a time, so that every cell is filled and none by chance.</summary>
internal sealed class Paraphraser(LanguageModel model, JobSession job, Language language, WritingOptions options, ulong seed)
{
    private const int TokensOfVariant = 64;
    private const int LongestQuery = 1000;

    /// <summary>The paraphrases of a query.</summary>
    public async Task<WrittenQueries> WriteAsync(string query, ParaphraseStyle style, ParaphraseLength length, CancellationToken cancellationToken)
    {
        var text = TextKey.Tidy(query);
        if (text.Length is 0 or > LongestQuery)
            throw BenchException.Invalid($"The query has {text.Length} characters: give 1 to {LongestQuery}.", "items.text");

        var cell = options with { MaxLength = Math.Min(options.MaxLength, MaxLength(length)) };
        var question = new Question
        {
            Step = GenerationStep.Paraphrase,
            Language = language,
            Prompt = PromptLibrary.Get($"paraphrase-{Name(style)}", language).Render(
                new Dictionary<string, PromptValue>(StringComparer.Ordinal)
                {
                    ["variants"] = PromptValue.Number(cell.Variants),
                    ["max_length"] = PromptValue.Number(cell.MaxLength),
                    ["query"] = PromptValue.OfText(text),
                }),
            Subjects = [$"{text} | {style} {length}"],
            MaxOutputTokens = TokensOfVariant * (cell.Variants + 1),
            Temperature = 0.7,
            Shape = QueryCollector.Shape,
        };
        var collector = new QueryCollector(language, cell, taken: [text]);
        var asked = await Asking.UntilUsableAsync(model, job, question, seed, cell.MaxAttempts, collector.Read, cancellationToken);
        return new WrittenQueries(collector.Texts.Count > 0 ? collector.Texts : asked.Require("paraphrase").Texts, asked.Provenance);
    }

    private static string Name(ParaphraseStyle style) => style switch
    {
        ParaphraseStyle.Colloquial => "colloquial",
        ParaphraseStyle.Descriptive => "descriptive",
        _ => "keywords",
    };

    private int MaxLength(ParaphraseLength length) => (length, language) switch
    {
        (ParaphraseLength.Short, Language.Chinese) => 6,
        (ParaphraseLength.Short, _) => 4,
        (ParaphraseLength.Medium, Language.Chinese) => 14,
        (ParaphraseLength.Medium, _) => 8,
        (_, Language.Chinese) => WritingOptions.ChineseMaxLength,
        _ => WritingOptions.EnglishMaxLength,
    };
}
