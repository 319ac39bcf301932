using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Writing;

/// <summary>How written queries should be; lengths in characters (Chinese) or words (English).</summary>
internal sealed record WritingOptions(int Variants, int MaxLength, int MaxAttempts)
{
    /// <summary>Default of the longest text: characters in Chinese.</summary>
    public const int ChineseMaxLength = 30;

    /// <summary>Default of the longest text: words in English.</summary>
    public const int EnglishMaxLength = 16;

    private const int MostVariants = 10;
    private const int LongestText = 200;
    private const int MostAttempts = 10;

    /// <summary>Options with defaults where a value is 0.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming the field.</exception>
    public static WritingOptions Create(Language language, int variants, int maxLength, int attempts)
    {
        Check(variants, MostVariants, "variants");
        Check(maxLength, LongestText, "max_length");
        Check(attempts, MostAttempts, "max_attempts");
        return new WritingOptions(
            variants > 0 ? variants : 1,
            maxLength > 0 ? maxLength : language == Language.Chinese ? ChineseMaxLength : EnglishMaxLength,
            attempts > 0 ? attempts : 3);
    }

    private static void Check(int value, int most, string field)
    {
        if (value < 0 || value > most)
            throw BenchException.Invalid($"{field} is {value}: give 1 to {most}, or 0 for the default.", $"options.{field}");
    }
}
