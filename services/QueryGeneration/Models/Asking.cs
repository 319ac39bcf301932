using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>What a step makes of a reply.</summary>
/// <param name="Value">What was read; null when it is of no use.</param>
/// <param name="Fault">Why it is of no use.</param>
internal readonly record struct Reading<T>(T? Value, string Fault)
    where T : class
{
    /// <summary>It is of use.</summary>
    public static Reading<T> Of(T value) => new(value, "");

    /// <summary>It is not.</summary>
    public static Reading<T> Unusable(string fault) => new(null, fault);
}

/// <summary>What came of asking.</summary>
/// <param name="Value">What was read; null when no reply was of use.</param>
/// <param name="Fault">Why the last reply was of no use.</param>
/// <param name="Provenance">What it took.</param>
internal sealed record Asked<T>(T? Value, string Fault, Provenance Provenance)
    where T : class
{
    /// <summary>What was read.</summary>
    /// <exception cref="ModelCallException">Undecided: no reply was of use.</exception>
    public T Require(string what) => Value ?? throw new ModelCallException(new CallFailure(
        CallVerdict.Undecided,
        "unusable",
        string.Create(CultureInfo.InvariantCulture, $"Model '{Provenance.Model}' gave no usable {what} in {Provenance.Attempts} attempts; the last one: {Fault}"),
        ErrorKind.FailedPrecondition));
}

/// <summary>Asks again, under the next number, until a reply is of use: every reply is stored as it came, so none is paid twice.</summary>
internal static class Asking
{
    /// <summary>Attempts of the same vote or round are this far apart in <see cref="Question.Ordinal"/>.</summary>
    public const int AttemptStride = 1000;

    // The most likely answer would be the same bad one again.
    private const double RetryTemperature = 0.7;

    /// <summary>Asks.</summary>
    /// <param name="model">Whom.</param>
    /// <param name="job">For which job.</param>
    /// <param name="question">What.</param>
    /// <param name="seed">The caller's seed; each attempt gets its own from it.</param>
    /// <param name="attempts">How often at most.</param>
    /// <param name="read">Reads a reply.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Asked<T>> UntilUsableAsync<T>(
        LanguageModel model, JobSession job, Question question, ulong seed, int attempts, Func<ModelReply, Reading<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var provenance = Provenance.Of(model, question.Prompt.Id);
        var fault = "";
        var limit = question.MaxOutputTokens;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var asked = question with
            {
                Ordinal = question.Ordinal + (attempt * AttemptStride),
                MaxOutputTokens = limit,
                Temperature = attempt == 0 ? question.Temperature : Math.Max(question.Temperature, RetryTemperature),
                Seed = SeedOf(question, seed, attempt),
            };
            var reply = await model.AskAsync(asked, job, cancellationToken);
            provenance = provenance.With(reply, asked.Seed);
            if (reply.End == ReplyEnd.Refused)
            {
                fault = "it refused.";
                continue;
            }

            var reading = read(reply);
            if (reading.Value is { } value)
                return new Asked<T>(value, "", provenance);
            fault = reading.Fault;
            if (reply.End == ReplyEnd.Cut)
                limit *= 2;
        }

        return new Asked<T>(null, fault, provenance);
    }

    // Drawn from what is asked about, never from its place in a stream: order cannot change an answer.
    private static int SeedOf(Question question, ulong seed, int attempt) => SeededRandom.Number(
        question.Step.ToString(), seed.ToString(CultureInfo.InvariantCulture), question.Subjects[0],
        question.Ordinal.ToString(CultureInfo.InvariantCulture), attempt.ToString(CultureInfo.InvariantCulture));
}
