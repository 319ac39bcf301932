using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Texts;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>A named model, ready to be asked: knows how its endpoint wants to be spoken to.</summary>
internal sealed class LanguageModel(ModelProfile profile, GuardedChatCompletion chat, ImageShrinker images, CapabilityProbe probe)
{
    /// <summary>Name and settings.</summary>
    public ModelProfile Profile { get; } = profile;

    /// <summary>
    /// Items worth having under way at a time: for each place at the endpoint one more, whose request is written or whose reply is being stored. More
    /// gains nothing and lives through collections of garbage, which then take longer.
    /// </summary>
    public int Parallelism => Profile.Options.MaxConcurrency * 2;

    /// <summary>What the endpoint takes; asks it when that is not known.</summary>
    /// <param name="job">The job that is booked for asking.</param>
    /// <param name="refresh">Ask even when it is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ModelCapabilities> CapabilitiesAsync(JobSession job, bool refresh, CancellationToken cancellationToken) =>
        Profile.Recorded ? Task.FromResult(ModelCapabilities.Recorded) : probe.FindAsync(Profile, chat, job, refresh, cancellationToken);

    /// <summary>The model's reply to a question: the stored one where there is one.</summary>
    /// <exception cref="ModelCallException">No reply: give up the item, or stop the job.</exception>
    /// <exception cref="BenchException">The image is broken.</exception>
    public async Task<ModelReply> AskAsync(Question question, JobSession job, CancellationToken cancellationToken)
    {
        var call = Identify(question, job);

        // Before the image is decoded and the endpoint is asked what it can do: what is stored needs neither.
        if (await chat.FindAsync(call) is { } stored)
            return stored;

        var capabilities = await CapabilitiesAsync(job, refresh: false, cancellationToken);
        if (question.Image is not null && capabilities.Images == false)
        {
            throw new ModelCallException(new CallFailure(
                CallVerdict.StopJob, "no_images", $"Model '{Profile.Name}' does not take images: give the roles captioner and judge to a vision model.", ErrorKind.FailedPrecondition));
        }

        var history = await HistoryAsync(question, cancellationToken);
        var messages = await chat.GetChatMessageContentsAsync(history, ChatDialect.Settings(question, call, capabilities), kernel: null, cancellationToken);
        return GuardedChatCompletion.ReplyOf(messages[0]);
    }

    private async Task<ChatHistory> HistoryAsync(Question question, CancellationToken cancellationToken)
    {
        var history = new ChatHistory(question.Prompt.System);
        var items = new ChatMessageContentItemCollection { new TextContent(question.Prompt.User) };

        // Built by hand: an image that goes through a prompt template takes thirty times as long.
        if (question.Image is { } image && !Profile.Recorded)
            items.Add(new ImageContent(await images.ShrinkAsync(image.Bytes, cancellationToken), ImageShrinker.MediaType));
        history.AddUserMessage(items);
        return history;
    }

    private ModelCall Identify(Question question, JobSession job)
    {
        var inputHash = CallKey.Hash(question.Prompt.System, question.Prompt.User, question.Image?.Sha256 ?? "", question.Shape?.Schema ?? "");
        var parameters = string.Create(CultureInfo.InvariantCulture, $"temperature={question.Temperature};max_tokens={question.MaxOutputTokens};seed={question.Seed}");
        return new ModelCall
        {
            Step = question.Step,
            Language = question.Language,
            Prompt = question.Prompt.Id,
            Subjects = question.Subjects,
            Ordinal = question.Ordinal,
            InputHash = inputHash,
            Key = CallKey.Of(question.Step, question.Prompt.Id, Profile.Identity, parameters, inputHash, question.Ordinal),
            Job = job,
            EstimatedInputTokens = TokenEstimate.Of(question.Prompt.System) + TokenEstimate.Of(question.Prompt.User)
                + (question.Image is null ? 0 : Profile.Options.ImageTokens),
            MaxOutputTokens = question.MaxOutputTokens,
            Uncached = question.Uncached,
        };
    }
}
