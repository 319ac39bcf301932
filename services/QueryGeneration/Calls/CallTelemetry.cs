using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>Spans and metrics of calls, named by OpenTelemetry's conventions for generative AI where they have a name. Texts are never part of them.</summary>
internal static class CallTelemetry
{
    private const string Name = "ImageSearchBench.QueryGeneration";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("isb.llm.calls", description: "Calls by outcome: answered, cached, given up, stopped.");
    private static readonly Counter<long> FailedAttempts = Meter.CreateCounter<long>("isb.llm.failed_attempts", description: "Attempts that failed, by reason.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("gen_ai.client.token.usage", "{token}", "Tokens read and written.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time of an answered attempt.");

    /// <summary>A span around a call with all its attempts.</summary>
    public static Activity? Start(ModelCall call, string model)
    {
        var activity = Source.StartActivity($"chat {model}", ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", "chat");
        activity?.SetTag("gen_ai.request.model", model);
        activity?.SetTag("gen_ai.request.max_tokens", call.MaxOutputTokens);
        activity?.SetTag("isb.step", call.Step.ToString());
        activity?.SetTag("isb.prompt", call.Prompt);
        return activity;
    }

    /// <summary>A call was answered from the store.</summary>
    public static void Cached(ModelCall call, string model, Activity? activity)
    {
        activity?.SetTag("isb.cached", true);
        Calls.Add(1, Tag("outcome", "cached"), Tag("model", model), Tag("step", call.Step.ToString()));
    }

    /// <summary>An attempt was answered.</summary>
    public static void Answered(ModelCall call, string model, ModelReply reply, TimeSpan duration, Activity? activity)
    {
        activity?.SetTag("gen_ai.usage.input_tokens", reply.InputTokens);
        activity?.SetTag("gen_ai.usage.output_tokens", reply.OutputTokens);
        activity?.SetTag("gen_ai.response.finish_reasons", reply.End.ToString());
        Calls.Add(1, Tag("outcome", "answered"), Tag("model", model), Tag("step", call.Step.ToString()));
        Tokens.Add(reply.InputTokens, Tag("gen_ai.token.type", "input"), Tag("model", model));
        Tokens.Add(reply.OutputTokens, Tag("gen_ai.token.type", "output"), Tag("model", model));
        Duration.Record(duration.TotalSeconds, Tag("model", model));
    }

    /// <summary>An attempt failed.</summary>
    public static void AttemptFailed(string model, CallFailure failure, Activity? activity)
    {
        activity?.AddEvent(new ActivityEvent("attempt failed", tags: new ActivityTagsCollection { ["reason"] = failure.Reason }));
        FailedAttempts.Add(1, Tag("reason", failure.Reason), Tag("model", model));
    }

    /// <summary>A call ended without an answer.</summary>
    public static void Failed(ModelCall call, string model, CallFailure failure, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error, failure.Reason);
        activity?.SetTag("error.type", failure.Reason);
        Calls.Add(1, Tag("outcome", failure.Verdict == CallVerdict.StopJob ? "stopped" : "given_up"), Tag("model", model), Tag("step", call.Step.ToString()));
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
