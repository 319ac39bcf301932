using System.ComponentModel.DataAnnotations;
using ImageSearchBench.QueryGeneration.Models;

namespace ImageSearchBench.QueryGeneration.Configuration;

/// <summary>One language model: an OpenAI-compatible endpoint, or a file of recorded replies.</summary>
internal sealed class LanguageModelOptions
{
    /// <summary>Base address, such as <c>https://api.openai.com/v1</c> or <c>http://127.0.0.1:11434/v1</c>. Required unless <see cref="Recording"/> is set.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's id as the endpoint knows it, such as <c>qwen-vl-max</c>. Default: the name it is configured under.</summary>
    public string? Model { get; set; }

    /// <summary>What it may be used for: <c>Captioner</c>, <c>Writer</c>, <c>Judge</c>. Default, when none is listed: all three.</summary>
    public List<ModelRole> Roles { get; set; } = [];

    /// <summary>Name of the environment variable that holds the API key. Default: none is sent.</summary>
    public string? ApiKeyEnvironment { get; set; }

    /// <summary>File that holds the API key alone, such as a mounted secret. Default: none.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>File of recorded replies (JSONL) to answer from, or a folder of such files (<c>*.jsonl</c>), instead of an endpoint.</summary>
    public string? Recording { get; set; }

    /// <summary>Price of a million tokens read. Default 0: unknown.</summary>
    [Range(0, 1e6)]
    public double InputPrice { get; set; }

    /// <summary>Price of a million tokens written. Default 0: unknown.</summary>
    [Range(0, 1e6)]
    public double OutputPrice { get; set; }

    /// <summary>Currency of the prices. Default <c>USD</c>.</summary>
    [Required]
    public string Currency { get; set; } = "USD";

    /// <summary>Calls at the same time, at most; a 429 halves it, success lets it grow back. Default 8.</summary>
    [Range(1, 1024)]
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>Calls a minute, at most. Default 0: no limit of our own.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; set; }

    /// <summary>Time one attempt may take. Default 2 minutes: vision models think for long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts at one call that fail for another reason than 429. Default 6.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Attempts at one call that are answered 429. Default 30: being asked to slow down is no fault of the call.</summary>
    [Range(1, 1000)]
    public int MaxThrottledAttempts { get; set; } = 30;

    /// <summary>Wait before the second attempt; doubles with each further one, less a random part of up to half. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts of our own making. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest Retry-After that is waited for; a longer one stops the job. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Calls in a row, without a success between them, given up for an endpoint that keeps failing, before the job is stopped. Default 20.</summary>
    [Range(1, 10_000)]
    public int FailuresToStop { get; set; } = 20;

    /// <summary>How structured answers are asked for. Default: found out by asking once.</summary>
    public StructuredOutput? StructuredOutput { get; set; }

    /// <summary>Field that limits the answer: <c>max_completion_tokens</c> or <c>max_tokens</c>. Default: found out by asking once.</summary>
    [RegularExpression("max_completion_tokens|max_tokens")]
    public string? MaxTokensField { get; set; }

    /// <summary>
    /// Switch that turns thinking off: <c>enable_thinking</c> (Qwen, DashScope), <c>chat_template_kwargs</c> (vLLM), <c>reasoning_effort</c>
    /// (OpenAI, Ollama) or <c>none</c>. Default: found out by asking once.
    /// </summary>
    [RegularExpression("enable_thinking|chat_template_kwargs|reasoning_effort|none")]
    public string? ThinkingSwitch { get; set; }

    /// <summary>Tokens of an image, for estimates. Default 1000.</summary>
    [Range(0, 100_000)]
    public int ImageTokens { get; set; } = 1000;
}
