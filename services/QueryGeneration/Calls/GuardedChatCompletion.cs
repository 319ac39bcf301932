using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Storage;
using ImageSearchBench.QueryGeneration.Texts;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// Stands round a chat model and makes its calls dependable: stored replies first, one call for the same question at a time, budget,
/// adaptive pace, retries, ledger, telemetry. Every failure ends as a <see cref="ModelCallException"/> with a verdict.
/// </summary>
/// <remarks>
/// Semantic Kernel's filters do not run for direct chat calls, so all of it is here. A reply is stored before anybody sees it, and an
/// attempt under way is not broken off when its caller leaves: it will be paid, so its reply is kept.
/// </remarks>
internal sealed partial class GuardedChatCompletion(
    IChatCompletionService inner, ModelProfile model, ResponseStore store, AdaptiveGate gate, TimeProvider time, ILogger<GuardedChatCompletion> logger)
    : IChatCompletionService
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ModelReply>>> _underWay = new(StringComparer.Ordinal);
    private int _failuresInARow;

    public IReadOnlyDictionary<string, object?> Attributes => inner.Attributes;

    /// <summary>The reply of a message that this guard returned.</summary>
    public static ModelReply ReplyOf(ChatMessageContent message) => (ModelReply)message.Metadata![nameof(ModelReply)]!;

    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        var settings = executionSettings as CallSettings
            ?? throw new ArgumentException($"A guarded model is called with {nameof(CallSettings)}.", nameof(executionSettings));
        var reply = await AnswerAsync(chatHistory, settings, cancellationToken);
        return [new ChatMessageContent(AuthorRole.Assistant, reply.Text, metadata: new Dictionary<string, object?> { [nameof(ModelReply)] = reply })];
    }

    /// <summary>The whole reply as one piece: a stream that broke could be neither stored nor booked.</summary>
    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in await GetChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken))
            yield return new StreamingChatMessageContent(message.Role, message.Content, metadata: message.Metadata);
    }

    /// <summary>The stored reply of a call, booked as taken from the store; null when there is none.</summary>
    public async Task<ModelReply?> FindAsync(ModelCall call)
    {
        if (call.Uncached || model.Recorded || store.Find(call.Key) is not { } reply)
            return null;
        CallTelemetry.Cached(call, model.ModelId, activity: null);
        await store.BookAsync(Booking(call) with { Cached = 1 });
        return reply;
    }

    private async Task<ModelReply> AnswerAsync(ChatHistory history, CallSettings settings, CancellationToken cancellationToken)
    {
        var call = settings.Call;
        while (true)
        {
            var mine = new Lazy<Task<ModelReply>>(() => CallAsync(history, settings, cancellationToken));
            var shared = call.Uncached ? mine : _underWay.GetOrAdd(call.Key, mine);
            try
            {
                var reply = await shared.Value.WaitAsync(cancellationToken);
                return ReferenceEquals(shared, mine) ? reply : reply with { Cached = true };
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !ReferenceEquals(shared, mine))
            {
                // Another caller asked the same and left: ask for ourselves.
            }
        }
    }

    private async Task<ModelReply> CallAsync(ChatHistory history, CallSettings settings, CancellationToken cancellationToken)
    {
        var call = settings.Call;
        using var activity = CallTelemetry.Start(call, model.ModelId);
        try
        {
            // Looked up here, where no second caller can be between the look and the call.
            return await FindAsync(call) ?? await ReserveAndCallAsync(history, settings, activity, cancellationToken);
        }
        catch (ModelCallException e)
        {
            CallTelemetry.Failed(call, model.ModelId, e.Failure, activity);
            LogFailed(logger, model.Name, call.Step, e.Failure.Verdict, e.Failure.Reason);
            throw;
        }
        finally
        {
            if (!call.Uncached)
                _underWay.TryRemove(call.Key, out _);
        }
    }

    private async Task<ModelReply> ReserveAndCallAsync(
        ChatHistory history, CallSettings settings, System.Diagnostics.Activity? activity, CancellationToken cancellationToken)
    {
        var call = settings.Call;
        var reservation = await call.Job.ReserveAsync(
            call.EstimatedInputTokens + call.MaxOutputTokens, model.CostOf(call.EstimatedInputTokens, call.MaxOutputTokens), cancellationToken);
        var (tokens, cost) = (0L, 0.0);
        try
        {
            var reply = await AttemptUntilAnsweredAsync(history, settings, activity, cancellationToken);
            tokens = (long)reply.InputTokens + reply.OutputTokens;
            cost = model.CostOf(reply.InputTokens, reply.OutputTokens);
            await KeepAsync(call, reply, cost);
            return reply;
        }
        finally
        {
            reservation.Settle(tokens, cost);
        }
    }

    private async Task<ModelReply> AttemptUntilAnsweredAsync(
        ChatHistory history, CallSettings settings, System.Diagnostics.Activity? activity, CancellationToken cancellationToken)
    {
        var retry = new RetrySchedule(model.Options, settings.Call.Key, store.FindRefusals(settings.Call.Key));
        while (true)
        {
            using var attempt = new CallAttempt(gate, retry.IdempotencyKey, model.Options.AttemptTimeout, time, cancellationToken);
            CallFailure failure;
            Exception cause;
            try
            {
                var reply = await AttemptAsync(history, settings, attempt);
                attempt.Answered();
                Volatile.Write(ref _failuresInARow, 0);
                CallTelemetry.Answered(settings.Call, model.ModelId, reply, attempt.Elapsed, activity);
                return reply;
            }
#pragma warning disable CA1031 // Whatever the connector throws becomes a verdict; nothing is swallowed.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // The caller left while it waited for a place: nothing was asked.
                if (!attempt.Entered)
                    cancellationToken.ThrowIfCancellationRequested();
                cause = e;
                failure = FailureClassifier.Classify(e, model.Name, time);
            }

            CallTelemetry.AttemptFailed(model.ModelId, failure, activity);
            var next = retry.After(failure);
            await store.BookFailureAsync(Booking(settings.Call) with { FailedAttempts = 1 }, settings.Call.Key, retry.Refusals);
            if (failure.Verdict == CallVerdict.Throttle)
                attempt.Throttled(next.Wait ?? TimeSpan.Zero);
            else
                attempt.Failed();
            if (next.Wait is not { } wait)
                throw new ModelCallException(GiveUp(next.Failure), cause);

            LogRetry(logger, model.Name, settings.Call.Step, failure.Reason, wait);

            // After a 429 the gate itself is closed for everybody: waiting here as well would only lose our place.
            if (failure.Verdict != CallVerdict.Throttle)
                await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<ModelReply> AttemptAsync(ChatHistory history, CallSettings settings, CallAttempt attempt)
    {
        // A model behind an endpoint takes its place when its request is written: EndpointHandler.
        if (model.Recorded)
            await attempt.EnterAsync();
        CallAttempt.Current = attempt;
        var messages = await inner.GetChatMessageContentsAsync(history, settings, kernel: null, attempt.TimeUp);
        return ReplyMapping.ToReply(messages[0], settings.Call);
    }

    // A call that ran out of attempts is the item's bad luck; many in a row are the endpoint's end.
    private CallFailure GiveUp(CallFailure failure)
    {
        if (failure.Verdict != CallVerdict.GiveUpItem || failure.Kind != ErrorKind.Unavailable)
            return failure;
        return Interlocked.Increment(ref _failuresInARow) < model.Options.FailuresToStop
            ? failure
            : failure with { Verdict = CallVerdict.StopJob, Message = $"{failure.Message} {model.Options.FailuresToStop} calls in a row failed: make the same call again when the endpoint is back." };
    }

    private async Task KeepAsync(ModelCall call, ModelReply reply, double cost)
    {
        var booking = Booking(call) with
        {
            Calls = 1,
            InputTokens = reply.InputTokens,
            OutputTokens = reply.OutputTokens,
            Cost = cost,
            EstimatedCalls = reply.TokensEstimated ? 1 : 0,
        };
        try
        {
            if (call.Uncached || model.Recorded)
                await store.BookAsync(booking);
            else
                await store.SaveAsync(
                    new StoredReply(
                        call.Key, call.Step, call.Language.Tag(), call.Prompt, call.Subjects[0], call.Ordinal, model.Name, call.Job.Id, reply),
                    booking);
        }
        catch (BenchException e)
        {
            // Going on would pay for answers that are lost.
            throw new ModelCallException(new CallFailure(CallVerdict.StopJob, "store", e.Message, e.Kind), e);
        }
    }

    private LedgerEntry Booking(ModelCall call) =>
        new() { JobId = call.Job.Id, Model = model.Name, Step = call.Step, Currency = model.Options.Currency };

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model}, step {Step}: {Reason}, next attempt in {Wait}.")]
    private static partial void LogRetry(ILogger logger, string model, GenerationStep step, string reason, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model}, step {Step}: {Verdict} because of {Reason}.")]
    private static partial void LogFailed(ILogger logger, string model, GenerationStep step, CallVerdict verdict, string reason);
}
