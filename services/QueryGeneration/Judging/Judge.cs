using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;

namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>
/// Collects independent votes: each its own call with its own seed and number, none of which depends on other items or their order. All
/// are taken at temperature 0, where a model that is sure answers the same every time.
/// </summary>
internal sealed class Judge(LanguageModel model, JobSession job, JudgeOptions options, ulong seed)
{
    /// <summary>The votes on a question.</summary>
    /// <param name="question">The question; its number is the vote's.</param>
    /// <param name="read">Reads a reply.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<Asked<T>> Votes, Provenance Provenance)> VoteAsync<T>(
        Question question, Func<ModelReply, Reading<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var votes = new List<Asked<T>>(options.Repeats);
        var provenance = Provenance.Of(model, question.Prompt.Id);
        for (var vote = 0; vote < options.Repeats; vote++)
        {
            var asked = await Asking.UntilUsableAsync(
                model, job, question with { Ordinal = vote }, seed, options.MaxAttempts, read, cancellationToken);
            votes.Add(asked);
            provenance = provenance.With(asked.Provenance);
        }

        return (votes, provenance);
    }
}
