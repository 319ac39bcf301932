using System.Collections.Concurrent;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Storage;
using ImageSearchBench.QueryGeneration.Texts;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>
/// Finds out what an endpoint takes with a few short calls, and remembers it: first a limit of tokens and parameters of sampling that are
/// not refused, then whether the model thinks and which switch stops it, then the best form of structured answers, then images.
/// </summary>
internal sealed class CapabilityProbe(ResponseStore store) : IDisposable
{
    private const int MaxTokens = 256;

    // A plain 'OK' takes one to three tokens; a model that thinks takes dozens.
    private const int TokensOfThinking = 32;

    private static readonly RenderedPrompt Ok = new("check@1", "You answer exactly as asked.", "Answer with the word OK and nothing else.");
    private static readonly RenderedPrompt Json = new("check@1", "You answer in JSON.", "Answer with the JSON object {\"ok\": true} and nothing else.");
    private static readonly RenderedPrompt Look = new("check@1", "You answer exactly as asked.", "Answer with the word OK when you can see an image.");

    private static readonly JsonShape Shape = new(
        "check", """{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}""");

    private readonly ConcurrentDictionary<string, ModelCapabilities> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What the endpoint takes: as configured, as remembered, or as it says now.</summary>
    /// <exception cref="ModelCallException">The endpoint cannot be reached or refuses everything.</exception>
    public async Task<ModelCapabilities> FindAsync(
        ModelProfile model, GuardedChatCompletion chat, JobSession job, bool refresh, CancellationToken cancellationToken)
    {
        var key = $"{model.Identity}|{model.Options.Endpoint}";
        if (!refresh && _known.TryGetValue(key, out var known))
            return known;

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!refresh && _known.TryGetValue(key, out known))
                return known;
            if (refresh || Remembered(key) is not { } capabilities)
            {
                capabilities = await new Asking(model, chat, job, cancellationToken).FindAsync();
                await store.SaveCapabilitiesAsync(key, JsonSerializer.Serialize(capabilities));
            }

            return _known[key] = Configured(model, capabilities);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private ModelCapabilities? Remembered(string key)
    {
        try
        {
            return store.FindCapabilities(key) is { } json ? JsonSerializer.Deserialize<ModelCapabilities>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ModelCapabilities Configured(ModelProfile model, ModelCapabilities found) => found with
    {
        StructuredOutput = model.Options.StructuredOutput ?? found.StructuredOutput,
        MaxTokensField = model.Options.MaxTokensField ?? found.MaxTokensField,
        ThinkingSwitch = model.Options.ThinkingSwitch ?? found.ThinkingSwitch,
    };

    private sealed class Asking(ModelProfile model, GuardedChatCompletion chat, JobSession job, CancellationToken cancellationToken)
    {
        private static readonly string[] Fields = [ModelCapabilities.MaxCompletionTokens, ModelCapabilities.MaxTokens];
        private static readonly string[] Switches = ["enable_thinking", "chat_template_kwargs", "reasoning_effort"];

        public async Task<ModelCapabilities> FindAsync()
        {
            var (found, reply) = await FindPlainAsync();
            if (Thinks(reply) && model.Options.ThinkingSwitch is null)
                found = await FindSwitchAsync(found);
            found = found with { StructuredOutput = await FindStructuredAsync(found) };
            if (model.Roles.Any(r => r is ModelRole.Captioner or ModelRole.Judge))
                found = found with { Images = await TryAsync(found, Look, shape: null, withImage: true) is not null };
            return found;
        }

        private async Task<(ModelCapabilities Found, ModelReply Reply)> FindPlainAsync()
        {
            ModelCallException? last = null;
            foreach (var sampling in Enum.GetValues<Sampling>())
            {
                foreach (var field in Fields.Where(f => (model.Options.MaxTokensField ?? f) == f))
                {
                    var attempt = new ModelCapabilities(StructuredOutput.Text, field, model.Options.ThinkingSwitch ?? ModelCapabilities.NoSwitch, sampling, Images: null);
                    try
                    {
                        return (attempt, await AskAsync(attempt, Ok, shape: null, withImage: false));
                    }
                    catch (ModelCallException e) when (IsRefusal(e))
                    {
                        last = e;
                    }
                }
            }

            throw new ModelCallException(last!.Failure with { Verdict = CallVerdict.StopJob }, last);
        }

        private async Task<ModelCapabilities> FindSwitchAsync(ModelCapabilities found)
        {
            foreach (var name in Switches)
            {
                var attempt = found with { ThinkingSwitch = name };
                if (await TryAsync(attempt, Ok, shape: null, withImage: false) is { } reply && !Thinks(reply))
                    return attempt;
            }

            return found;
        }

        private async Task<StructuredOutput> FindStructuredAsync(ModelCapabilities found)
        {
            foreach (var level in new[] { StructuredOutput.JsonSchema, StructuredOutput.JsonObject })
            {
                // Accepted is not enough: some servers ignore what they do not know.
                if (await TryAsync(found with { StructuredOutput = level }, Json, Shape, withImage: false) is { } reply
                    && reply.Text.TrimStart().StartsWith('{') && JsonReply.TryRead<CheckAnswer>(reply.Text, out _))
                    return level;
            }

            return StructuredOutput.Text;
        }

        private async Task<ModelReply?> TryAsync(ModelCapabilities attempt, RenderedPrompt prompt, JsonShape? shape, bool withImage)
        {
            try
            {
                return await AskAsync(attempt, prompt, shape, withImage);
            }
            catch (ModelCallException e) when (IsRefusal(e))
            {
                return null;
            }
        }

        private async Task<ModelReply> AskAsync(ModelCapabilities attempt, RenderedPrompt prompt, JsonShape? shape, bool withImage)
        {
            var question = new Question
            {
                Step = GenerationStep.Check,
                Language = Language.English,
                Prompt = prompt,
                Subjects = [model.Name],
                MaxOutputTokens = MaxTokens,
                Shape = shape,
            };
            var call = new ModelCall
            {
                Step = GenerationStep.Check,
                Language = Language.English,
                Prompt = prompt.Id,
                Subjects = question.Subjects,
                Ordinal = 0,
                InputHash = "",
                Key = Guid.CreateVersion7().ToString("N"),
                Job = job,
                EstimatedInputTokens = 50,
                MaxOutputTokens = MaxTokens,
                Uncached = true,
            };
            var history = new ChatHistory(prompt.System);
            var items = new ChatMessageContentItemCollection { new TextContent(prompt.User) };
            if (withImage)
                items.Add(new ImageContent(CheckImage.Png, "image/png"));
            history.AddUserMessage(items);
            var messages = await chat.GetChatMessageContentsAsync(history, ChatDialect.Settings(question, call, attempt), kernel: null, cancellationToken);
            return GuardedChatCompletion.ReplyOf(messages[0]);
        }

        // 400 and 422: the endpoint does not like how it is asked. Everything else says nothing about what it can do.
        private static bool IsRefusal(ModelCallException e) => e.Failure is { Verdict: CallVerdict.GiveUpItem, Kind: not ErrorKind.Unavailable };

        private static bool Thinks(ModelReply reply) =>
            reply.End == ReplyEnd.Cut || reply.OutputTokens > TokensOfThinking || reply.Text.Contains("<think>", StringComparison.Ordinal);
    }

    private sealed record CheckAnswer(bool Ok);
}
