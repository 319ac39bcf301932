using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Texts;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ImageSearchBench.QueryGeneration.Recordings;

/// <summary>A chat model that replays recorded replies, for demonstrations and tests without a network. Held in memory: recordings are small.</summary>
internal sealed class RecordedChatCompletion : IChatCompletionService
{
    private readonly Dictionary<(GenerationStep Step, string Language, string Subject, int? Ordinal), RecordedReply> _replies = [];
    private readonly string _path;

    /// <summary>Loads a recording.</summary>
    /// <param name="path">A file or a folder of files.</param>
    /// <exception cref="BenchException">InvalidArgument, naming file and line, for a broken line or two replies to one call.</exception>
    public RecordedChatCompletion(string path)
    {
        _path = path;
        foreach (var file in RecordingFormat.Files(path))
        {
            foreach (var reply in RecordingFormat.Read(file))
            {
                if (!_replies.TryAdd((reply.Step, reply.Language, reply.Subject, reply.Ordinal), reply))
                    throw BenchException.Invalid($"{file}: two replies to {reply.Step} in {reply.Language} about '{reply.Subject}', number {reply.Ordinal}.");
            }
        }
    }

    public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

    public Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        var call = ((CallSettings)executionSettings!).Call;
        var recorded = Find(call) ?? throw new ModelCallException(new CallFailure(
            CallVerdict.GiveUpItem, "not_recorded",
            $"{_path} has no reply to {call.Step} in {call.Language.Tag()} about '{call.Subjects[0]}', number {call.Ordinal}: record it with 'isb llm record', or configure an endpoint.",
            ErrorKind.NotFound));

        var counted = recorded.OutputTokens > 0;
        var reply = new ModelReply(
            recorded.Reply, recorded.End,
            counted ? recorded.InputTokens : call.EstimatedInputTokens, counted ? recorded.OutputTokens : TokenEstimate.Of(recorded.Reply),
            TokensEstimated: !counted, Cached: false);
        var message = new ChatMessageContent(
            AuthorRole.Assistant, reply.Text, metadata: new Dictionary<string, object?> { [nameof(ModelReply)] = reply });
        return Task.FromResult<IReadOnlyList<ChatMessageContent>>([message]);
    }

    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in await GetChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken))
            yield return new StreamingChatMessageContent(message.Role, message.Content, metadata: message.Metadata);
    }

    private RecordedReply? Find(ModelCall call)
    {
        foreach (var subject in call.Subjects)
        {
            if (_replies.TryGetValue((call.Step, call.Language.Tag(), subject, call.Ordinal), out var reply)
                || _replies.TryGetValue((call.Step, call.Language.Tag(), subject, null), out reply))
                return reply;
        }

        return null;
    }
}
