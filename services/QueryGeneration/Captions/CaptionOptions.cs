using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Captions;

/// <summary>How captions should be; lengths in characters (Chinese) or words (English).</summary>
internal sealed record CaptionOptions(int TargetLength, int MinLength, int MaxLength, int MaxAttempts)
{
    private const int ChineseTarget = 40;
    private const int EnglishTarget = 25;
    private const int LongestTarget = 1000;
    private const int MostAttempts = 10;

    /// <summary>Options with defaults where a value is 0.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming the field.</exception>
    public static CaptionOptions Create(Language language, int target, int min, int max, int attempts)
    {
        if (target is < 0 or > LongestTarget)
            throw BenchException.Invalid($"target_length is {target}: give 1 to {LongestTarget}, or 0 for the default.", "options.target_length");
        target = target > 0 ? target : language == Language.Chinese ? ChineseTarget : EnglishTarget;
        min = min > 0 ? min : Math.Max(1, target / 5);
        max = max > 0 ? max : target * 3 / 2;
        if (min > max)
            throw BenchException.Invalid($"min_length ({min}) is more than max_length ({max}).", "options.min_length");
        if (attempts is < 0 or > MostAttempts)
            throw BenchException.Invalid($"max_attempts is {attempts}: give 1 to {MostAttempts}, or 0 for 3.", "options.max_attempts");
        return new CaptionOptions(target, min, max, attempts > 0 ? attempts : 3);
    }
}
