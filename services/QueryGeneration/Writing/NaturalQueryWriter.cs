using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.LabelQueries;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Writing;

/// <summary>Writes what a person would type to find images that show all labels of a set.</summary>
internal sealed class NaturalQueryWriter(LanguageModel model, JobSession job, Language language, WritingOptions options, ulong seed)
{
    // A query and its JSON.
    private const int TokensOfVariant = 64;

    private readonly PromptTemplate _prompt = PromptLibrary.Get("natural-query", language);

    /// <summary>The queries of a label set.</summary>
    /// <param name="names">The labels' names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WrittenQueries> WriteAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // The word style is what the labels are called together; it also checks the names.
        var subject = LabelQueryComposer.Compose(names, QueryStyle.Word, language);
        var question = new Question
        {
            Step = GenerationStep.NaturalQuery,
            Language = language,
            Prompt = _prompt.Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal)
            {
                ["variants"] = PromptValue.Number(options.Variants),
                ["max_length"] = PromptValue.Number(options.MaxLength),
                ["labels"] = PromptValue.OfLines(names),
            }),
            Subjects = [subject, LabelQueryComposer.Compose([.. names.Order(StringComparer.Ordinal)], QueryStyle.Word, language)],
            MaxOutputTokens = TokensOfVariant * (options.Variants + 1),
            Temperature = 0.7,
            Shape = QueryCollector.Shape,
        };
        var collector = new QueryCollector(language, options, taken: []);
        var asked = await Asking.UntilUsableAsync(model, job, question, seed, options.MaxAttempts, collector.Read, cancellationToken);

        // Fewer than asked for is no failure: some sets have one way to be said.
        return new WrittenQueries(collector.Texts.Count > 0 ? collector.Texts : asked.Require("query").Texts, asked.Provenance);
    }
}
