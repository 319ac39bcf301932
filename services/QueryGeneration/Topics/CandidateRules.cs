using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>Why a candidate was not taken.</summary>
internal enum RejectionReason
{
    /// <summary>Shorter or longer than allowed.</summary>
    Length,

    /// <summary>Holds a character that names do not hold.</summary>
    ForbiddenCharacter,

    /// <summary>Not in the script of the language.</summary>
    Script,

    /// <summary>In a pool already, letter by letter.</summary>
    Duplicate,

    /// <summary>Too similar to an accepted object.</summary>
    TooSimilar,
}

/// <summary>A candidate that was not taken.</summary>
/// <param name="Text">The candidate.</param>
/// <param name="Reason">Why.</param>
/// <param name="SimilarTo">The accepted object it is too similar to; empty otherwise.</param>
/// <param name="Similarity">How similar; 0 otherwise.</param>
internal sealed record Rejection(string Text, RejectionReason Reason, string SimilarTo = "", double Similarity = 0);

/// <summary>The character rules of an object's name: length, characters, script.</summary>
internal sealed record CandidateRules(Language Language, int MinLength, int MaxLength)
{
    private const int ChineseMaxLength = 12;
    private const int EnglishMinLength = 2;
    private const int EnglishMaxLength = 40;

    // Beside letters, digits and single spaces.
    private const string NameCharacters = "-'’·&+.";

    /// <summary>Rules with defaults where a length is 0.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming the field.</exception>
    public static CandidateRules Create(Language language, int minLength, int maxLength)
    {
        var min = minLength > 0 ? minLength : language == Language.Chinese ? 1 : EnglishMinLength;
        var max = maxLength > 0 ? maxLength : language == Language.Chinese ? ChineseMaxLength : EnglishMaxLength;
        return min <= max
            ? new CandidateRules(language, min, max)
            : throw BenchException.Invalid($"min_length ({min}) is more than max_length ({max}).", "options.min_length");
    }

    /// <summary>Why a candidate is refused; null when it is not.</summary>
    public RejectionReason? Check(string text) => text switch
    {
        _ when text.Length < MinLength || text.Length > MaxLength => RejectionReason.Length,
        _ when !text.All(c => char.IsLetterOrDigit(c) || c == ' ' || NameCharacters.Contains(c, StringComparison.Ordinal)) => RejectionReason.ForbiddenCharacter,
        _ when !Scripts.IsIn(text, Language) => RejectionReason.Script,
        _ => null,
    };
}
