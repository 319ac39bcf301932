using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>The call of a generator's round.</summary>
internal static class RoundQuestion
{
    /// <summary>The reply; null when the model refused, or there is none: such a round adds nothing and is over.</summary>
    /// <exception cref="ModelCallException">The job is stopped, or the endpoint cannot be reached.</exception>
    public static async Task<ModelReply?> AskAsync(LanguageModel model, JobSession job, Question question, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await model.AskAsync(question, job, cancellationToken);
            return reply.End == ReplyEnd.Refused ? reply with { Text = "" } : reply;
        }
        catch (ModelCallException e) when (e.Failure is { Verdict: CallVerdict.GiveUpItem, Kind: not ErrorKind.Unavailable })
        {
            return null;
        }
    }
}
