using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>Whether a caption fits its image.</summary>
internal enum CaptionVerdict
{
    /// <summary>True, and says what the image mainly shows.</summary>
    Accurate,

    /// <summary>True, but fits many other images.</summary>
    Vague,

    /// <summary>Says something that the image does not show.</summary>
    Wrong,
}

/// <summary>A judgement.</summary>
/// <param name="Votes">The verdicts.</param>
/// <param name="Reason">From the first vote for the winning verdict.</param>
/// <param name="Provenance">How it came to be.</param>
internal sealed record CaptionJudgement(Votes<CaptionVerdict> Votes, string Reason, Provenance Provenance);

/// <summary>Checks captions against their images.</summary>
internal sealed class CaptionJudge(LanguageModel model, JobSession job, Language language, JudgeOptions options, ulong seed)
{
    private const int MaxTokens = 200;
    private const int LongestCaption = 2000;

    private static readonly JsonShape Shape = new(
        "caption_check",
        """
        {"type":"object","properties":{"reason":{"type":"string"},"verdict":{"type":"string","enum":["accurate","vague","wrong","undecided"]}},
        "required":["reason","verdict"],"additionalProperties":false}
        """);

    private readonly PromptTemplate _prompt = PromptLibrary.Get("judge-caption", language);
    private readonly Judge _judge = new(model, job, options, seed);

    /// <summary>Judges a caption.</summary>
    public async Task<CaptionJudgement> JudgeAsync(string caption, ImageInput image, string imageId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(caption) || caption.Length > LongestCaption)
            throw BenchException.Invalid($"The caption has {caption.Length} characters: give 1 to {LongestCaption}.", "items.caption");
        var question = new Question
        {
            Step = GenerationStep.JudgeCaption,
            Language = language,
            Prompt = _prompt.Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal) { ["caption"] = PromptValue.OfText(caption) }),
            Subjects = ImageSubjects.Of(image, imageId, caption),
            Image = image,
            MaxOutputTokens = MaxTokens,
            Shape = Shape,
        };
        var (votes, provenance) = await _judge.VoteAsync(question, Read, cancellationToken);
        var verdicts = new Votes<CaptionVerdict>([.. votes.Select(v => v.Value?.Verdict)]);
        var reason = votes.FirstOrDefault(v => v.Value is { } answer && answer.Verdict == verdicts.Majority)?.Value?.Reason ?? "";
        return new CaptionJudgement(verdicts, reason, provenance);
    }

    private static Reading<Answer> Read(ModelReply reply)
    {
        if (!JsonReply.TryRead<WireAnswer>(reply.Text, out var answer))
            return Reading<Answer>.Unusable("it holds no JSON of the form asked for.");
        return answer.Verdict.Trim().ToUpperInvariant() switch
        {
            "ACCURATE" => Reading<Answer>.Of(new Answer(answer.Reason, CaptionVerdict.Accurate)),
            "VAGUE" => Reading<Answer>.Of(new Answer(answer.Reason, CaptionVerdict.Vague)),
            "WRONG" => Reading<Answer>.Of(new Answer(answer.Reason, CaptionVerdict.Wrong)),
            "UNDECIDED" => Reading<Answer>.Of(new Answer(answer.Reason, Verdict: null)),
            _ => Reading<Answer>.Unusable($"'{answer.Verdict}' is no verdict."),
        };
    }

    private sealed record WireAnswer(string Reason, string Verdict);

    private sealed record Answer(string Reason, CaptionVerdict? Verdict);
}
