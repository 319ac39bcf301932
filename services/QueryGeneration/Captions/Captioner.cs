using System.Globalization;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Captions;

/// <summary>A caption.</summary>
/// <param name="Text">The text, cleaned.</param>
/// <param name="Cut">It was too long and was cut after a clause.</param>
/// <param name="Provenance">How it came to be.</param>
internal sealed record Caption(string Text, bool Cut, Provenance Provenance);

/// <summary>Captions images: plain sentences that say what is to be seen, checked for language, length and boilerplate.</summary>
internal sealed class Captioner(LanguageModel model, JobSession job, Language language, CaptionOptions options, ulong seed)
{
    private readonly CaptionRules _rules = CaptionRules.Of(language);

    private readonly RenderedPrompt _prompt = PromptLibrary.Get("caption", language)
        .Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal) { ["target_length"] = PromptValue.Number(options.TargetLength) });

    /// <summary>The caption of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="imageId">The caller's id of it, by which a recording may know it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModelCallException">There is none.</exception>
    public async Task<Caption> CaptionAsync(ImageInput image, string imageId, CancellationToken cancellationToken)
    {
        var question = new Question
        {
            Step = GenerationStep.Caption,
            Language = language,
            Prompt = _prompt,
            Subjects = ImageSubjects.Of(image, imageId),
            Image = image,
            MaxOutputTokens = MaxTokens,
        };

        string? tooLong = null;
        var asked = await Asking.UntilUsableAsync(
            model, job, question, seed, options.MaxAttempts, reply => Read(reply, text => tooLong ??= text), cancellationToken);

        // Better a cut sentence than none: the model says the right thing, only too much of it.
        if (asked.Value is null && tooLong is not null)
            return new Caption(ClauseCutter.Cut(tooLong, options.MaxLength, language), Cut: true, asked.Provenance);
        return new Caption(asked.Require("caption"), Cut: false, asked.Provenance);
    }

    // A character is a token at most, a word hardly ever more than two; and a margin to see that an answer is too long.
    private int MaxTokens => (language == Language.Chinese ? options.MaxLength : options.MaxLength * 2) + 64;

    private Reading<string> Read(ModelReply reply, Action<string> keepTooLong)
    {
        var text = _rules.Clean(reply.Text);
        if (text.Length == 0)
            return Reading<string>.Unusable("it is empty.");
        if (_rules.IsBoilerplate(text))
            return Reading<string>.Unusable("it talks about itself instead of the image.");
        if (!Scripts.IsIn(text, language))
            return Reading<string>.Unusable($"it is not in '{language.Tag()}'.");
        var length = Scripts.LengthIn(text, language);
        if (length < options.MinLength)
            return Reading<string>.Unusable(string.Create(CultureInfo.InvariantCulture, $"it is too short ({length}, wanted {options.MinLength})."));
        if (length <= options.MaxLength && reply.End == ReplyEnd.Complete)
            return Reading<string>.Of(text);
        keepTooLong(text);
        return Reading<string>.Unusable(string.Create(CultureInfo.InvariantCulture, $"it is too long ({length}, allowed {options.MaxLength})."));
    }
}
