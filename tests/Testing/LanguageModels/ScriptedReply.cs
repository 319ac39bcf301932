using System.Text.Json;

namespace ImageSearchBench.Testing.LanguageModels;

/// <summary>What a scripted server answers: well, badly, or not at all.</summary>
public sealed record ScriptedReply
{
    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The body.</summary>
    public string Body { get; init; } = "";

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Time before the answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The connection is broken instead of answered.</summary>
    public bool Reset { get; init; }

    /// <summary>Whether it is an answer that an endpoint charges for.</summary>
    public bool Charged { get; init; }

    /// <summary>Called when the whole answer went out to a caller that was still there.</summary>
    public Action? Delivered { get; init; }

    /// <summary>A completion.</summary>
    public static ScriptedReply Text(string text, string finish = "stop", bool usage = true) => Completion(new { role = "assistant", content = text }, finish, usage);

    /// <summary>A refusal: no content, a refusal text.</summary>
    public static ScriptedReply Refusal() => Completion(new { role = "assistant", content = (string?)null, refusal = "I cannot help with that." }, "stop", usage: true);

    /// <summary>An error status with OpenAI's error object.</summary>
    public static ScriptedReply Error(int status, string code = "error", string message = "It failed.", string? retryAfter = null) => new()
    {
        Status = status,
        Body = JsonSerializer.Serialize(new { error = new { message, code, type = code } }),
        Headers = retryAfter is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Retry-After"] = retryAfter },
    };

    /// <summary>A broken connection.</summary>
    public static ScriptedReply ConnectionReset() => new() { Reset = true };

    /// <summary>A completion whose JSON ends in the middle.</summary>
    public static ScriptedReply TruncatedJson() => Text("cut") is var whole ? whole with { Body = whole.Body[..(whole.Body.Length / 2)], Charged = false } : whole;

    /// <summary>A proxy's page with status 200.</summary>
    public static ScriptedReply Html() => new() { ContentType = "text/html", Body = "<html><body>Gateway</body></html>" };

    /// <summary>A completion without choices.</summary>
    public static ScriptedReply EmptyChoices() => new() { Body = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}""" };

    /// <summary>An error object with status 200.</summary>
    public static ScriptedReply ErrorObject() => new() { Body = """{"error":{"message":"overloaded","code":"overloaded"}}""" };

    private static ScriptedReply Completion(object message, string finish, bool usage)
    {
        var completion = new Dictionary<string, object>
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = "scripted",
            ["choices"] = new[] { new { index = 0, message, finish_reason = finish } },
        };
        if (usage)
            completion["usage"] = new { prompt_tokens = 100, completion_tokens = 10, total_tokens = 110 };
        return new ScriptedReply { Body = JsonSerializer.Serialize(completion), Charged = true };
    }
}
