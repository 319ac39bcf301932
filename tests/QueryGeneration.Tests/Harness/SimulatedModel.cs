using System.Runtime.CompilerServices;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Storage;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ImageSearchBench.QueryGeneration.Tests.Harness;

/// <summary>A model whose replies a function makes, behind the real guard and the real store.</summary>
internal sealed class SimulatedModel : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapabilityProbe _probe;
    private readonly AdaptiveGate _gate;
    private readonly ImageShrinker _images;

    public SimulatedModel(Func<ModelCall, string, string> reply)
    {
        var options = Options.Create(new QueryGenerationOptions { DataPath = _folder.Path });
        Store = new ResponseStore(options, TimeProvider.System);
        _images = new ImageShrinker(options);
        _probe = new CapabilityProbe(Store);
        _gate = new AdaptiveGate(8, 0, TimeProvider.System);
        var profile = new ModelProfile("simulated", new LanguageModelOptions { Recording = "simulated", RetryDelay = TimeSpan.Zero });
        var guard = new GuardedChatCompletion(
            new Chat(reply, Calls), profile, Store, _gate, TimeProvider.System, NullLogger<GuardedChatCompletion>.Instance);
        Model = new LanguageModel(profile, guard, _images, _probe);
    }

    public ResponseStore Store { get; }

    public LanguageModel Model { get; }

    public JobSession Job { get; } = new("", 0, 0);

    /// <summary>The calls made and the user part of their prompts.</summary>
    public List<(ModelCall Call, string User)> Calls { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _probe.Dispose();
        _gate.Dispose();
        _images.Dispose();
        _folder.Dispose();
    }

    private sealed class Chat(Func<ModelCall, string, string> reply, List<(ModelCall Call, string User)> calls) : IChatCompletionService
    {
        public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

        public Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        {
            var call = ((CallSettings)executionSettings!).Call;
            var user = string.Concat(chatHistory.Last().Items.OfType<TextContent>().Select(t => t.Text));
            lock (calls)
                calls.Add((call, user));
            return Task.FromResult<IReadOnlyList<ChatMessageContent>>([new ChatMessageContent(AuthorRole.Assistant, reply(call, user))]);
        }

        public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
