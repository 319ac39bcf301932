using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using Microsoft.SemanticKernel;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// The one place that knows how Semantic Kernel's OpenAI connector fails. What it throws was found out by trying: HTTP errors and broken
/// connections are <see cref="HttpOperationException"/>, HTML or truncated JSON a <see cref="JsonException"/>, an answer without
/// choices an <see cref="ArgumentOutOfRangeException"/>, and an attempt's own timeout a cancellation that nobody asked for.
/// </summary>
internal static class FailureClassifier
{
    // Codes and words that endpoints put into a 400, 403 or 429 which no waiting mends.
    private static readonly string[] QuotaMarks = ["insufficient_quota", "Arrearage", "billing_hard_limit", "insufficient_balance", "Insufficient Balance"];
    private static readonly string[] FilterMarks = ["content_filter", "content_policy", "data_inspection_failed", "DataInspectionFailed", "content_management_policy"];

    /// <summary>What a failure means. The caller's own cancellation must not come here.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="time">For a Retry-After that is a date.</param>
    public static CallFailure Classify(Exception exception, string model, TimeProvider time) => exception switch
    {
        ModelCallException e => e.Failure,
        HttpOperationException { StatusCode: { } status } e => OfStatus(status, e, model, time),
        HttpOperationException e => Retry("connection", $"The connection to model '{model}' failed: {e.Message}", ErrorKind.Unavailable),
        HttpRequestException or IOException => Retry("connection", $"The connection to model '{model}' failed: {exception.Message}", ErrorKind.Unavailable),
        OperationCanceledException or TimeoutException => Retry("timeout", $"Model '{model}' did not answer in time.", ErrorKind.Unavailable),
        JsonException => Retry("not_json", $"Model '{model}' answered with something that is no JSON: a proxy's page, or a truncated answer.", ErrorKind.Unavailable),
        ArgumentOutOfRangeException or NullReferenceException or KeyNotFoundException or InvalidOperationException or FormatException =>
            Retry("no_choices", $"Model '{model}' answered without a choice.", ErrorKind.Unavailable),
        ClientResultException e => OfClient(e, model, time),
        _ => new(CallVerdict.GiveUpItem, "unforeseen", $"The call to model '{model}' failed: {exception.GetType().Name}.", ErrorKind.Internal),
    };

    private static CallFailure OfClient(ClientResultException exception, string model, TimeProvider time) =>
        exception.Status == 0
            ? Retry("connection", $"The connection to model '{model}' failed: {exception.Message}", ErrorKind.Unavailable)
            : OfStatus((HttpStatusCode)exception.Status, exception, model, time);

    private static CallFailure OfStatus(HttpStatusCode status, Exception exception, string model, TimeProvider time)
    {
        var response = (exception as ClientResultException ?? exception.InnerException as ClientResultException)?.GetRawResponse();
        var body = Body(response, exception);
        if (status == HttpStatusCode.PaymentRequired || Any(body, QuotaMarks))
            return Stop("quota", $"The account of model '{model}' has no quota left ({(int)status}): top it up, then make the same call again.");

        return status switch
        {
            HttpStatusCode.Unauthorized => Stop("bad_key", $"The endpoint of model '{model}' does not accept the API key (401): check ApiKeyEnvironment or ApiKeyFile."),
            HttpStatusCode.Forbidden when !Any(body, FilterMarks) =>
                Stop("forbidden", $"The API key of model '{model}' may not use it (403): check the key's rights and the model's id."),
            HttpStatusCode.NotFound => Stop("no_model", $"The endpoint does not know model '{model}' (404): check Endpoint and Model."),
            HttpStatusCode.TooManyRequests => new(
                CallVerdict.Throttle, "rate_limited", $"Model '{model}' kept answering 'too many requests' (429).", ErrorKind.Unavailable, RetryAfter(response, time)),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError =>
                Retry($"http_{(int)status}", $"Model '{model}' kept answering {(int)status}.", ErrorKind.Unavailable) with { RetryAfter = RetryAfter(response, time) },
            _ when Any(body, FilterMarks) =>
                new(CallVerdict.GiveUpItem, "content_filter", $"The endpoint of model '{model}' refused this content ({(int)status}).", ErrorKind.FailedPrecondition),
            _ => new(CallVerdict.GiveUpItem, $"http_{(int)status}", $"Model '{model}' refused the request ({(int)status}): {Shorten(body)}", ErrorKind.FailedPrecondition),
        };
    }

    private static CallFailure Retry(string reason, string message, ErrorKind kind) => new(CallVerdict.Retry, reason, message, kind);

    private static CallFailure Stop(string reason, string message) => new(CallVerdict.StopJob, reason, message, ErrorKind.FailedPrecondition);

    private static string Body(PipelineResponse? response, Exception exception)
    {
        try
        {
            return response?.Content.ToString() ?? (exception as HttpOperationException)?.ResponseContent ?? exception.Message;
        }
        catch (InvalidOperationException)
        {
            // The body was never read.
            return exception.Message;
        }
    }

    private static TimeSpan? RetryAfter(PipelineResponse? response, TimeProvider time)
    {
        if (response is null)
            return null;
        if (response.Headers.TryGetValue("retry-after-ms", out var ms) && double.TryParse(ms, CultureInfo.InvariantCulture, out var milliseconds))
            return Clamp(milliseconds / 1000);
        if (!response.Headers.TryGetValue("Retry-After", out var value) || value is null)
            return null;
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var seconds))
            return Clamp(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Clamp((date - time.GetUtcNow()).TotalSeconds)
            : null;
    }

    private static TimeSpan Clamp(double seconds) => TimeSpan.FromSeconds(double.IsFinite(seconds) ? Math.Clamp(seconds, 0, 1e7) : 0);

    private static bool Any(string body, string[] marks) => marks.Any(m => body.Contains(m, StringComparison.Ordinal));

    private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
