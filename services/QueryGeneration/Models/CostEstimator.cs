using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Storage;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>What work would cost.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Cost">Money.</param>
/// <param name="BasisCalls">Calls of the ledger that it rests on; 0: on the prompt's length.</param>
internal sealed record CostEstimate(long Calls, long InputTokens, long OutputTokens, double Cost, long BasisCalls);

/// <summary>Estimates cost before a run: from the ledger once it knows the step and model, from the prompt's length before that.</summary>
internal sealed class CostEstimator(ResponseStore store)
{
    private const int EnoughCalls = 20;
    private const int DefaultCharacters = 20;
    private const long MostItems = 1_000_000_000_000;

    /// <summary>Estimates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="step">What is to be done.</param>
    /// <param name="language">The language.</param>
    /// <param name="items">Items.</param>
    /// <param name="callsPerItem">Calls for each; 0: 1.</param>
    /// <param name="charactersPerItem">Mean characters of an item's own text; 0: 20.</param>
    /// <exception cref="BenchException">InvalidArgument, naming the field.</exception>
    public CostEstimate Estimate(ModelProfile model, GenerationStep step, Language language, long items, int callsPerItem, int charactersPerItem)
    {
        if (items is < 0 or > MostItems)
            throw BenchException.Invalid($"items is {items}: give 0 to {MostItems}.", "items");
        if (callsPerItem < 0 || charactersPerItem < 0)
            throw BenchException.Invalid("calls_per_item and characters_per_item are not negative.", "calls_per_item");

        var calls = items * Math.Max(1, callsPerItem);
        var known = store.ReadLedger(jobId: null).Where(e => e.Model == model.Name && e.Step == step).ToList();
        var knownCalls = known.Sum(e => e.Calls);
        var (input, output) = knownCalls >= EnoughCalls
            ? (known.Sum(e => e.InputTokens) / (double)knownCalls, known.Sum(e => e.OutputTokens) / (double)knownCalls)
            : Guess(model, step, language, charactersPerItem > 0 ? charactersPerItem : DefaultCharacters);
        var inputTokens = (long)Math.Ceiling(calls * input);
        var outputTokens = (long)Math.Ceiling(calls * output);
        return new CostEstimate(calls, inputTokens, outputTokens, model.CostOf(inputTokens, outputTokens), knownCalls >= EnoughCalls ? knownCalls : 0);
    }

    private static (double Input, double Output) Guess(ModelProfile model, GenerationStep step, Language language, int characters)
    {
        var (prompt, image, output) = step switch
        {
            GenerationStep.Caption => ("caption", true, 50),
            GenerationStep.Topics => ("topics", false, 60),
            GenerationStep.Objects => ("objects", false, 40),
            GenerationStep.NaturalQuery => ("natural-query", false, 30),
            GenerationStep.Paraphrase => ("paraphrase-keywords", false, 30),
            GenerationStep.JudgeRelevance => ("judge-relevance", true, 120),
            GenerationStep.JudgeCaption => ("judge-caption", true, 40),
            _ => throw BenchException.Invalid($"Step {step} cannot be estimated.", "step"),
        };
        var text = TokenEstimate.Of(PromptLibrary.Get(prompt, language).Skeleton);
        var own = language == Language.Chinese ? characters : (characters + 3) / 4;
        return (text + own + (image ? model.Options.ImageTokens : 0), output);
    }
}
