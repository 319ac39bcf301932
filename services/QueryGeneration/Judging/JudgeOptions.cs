using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>How to judge.</summary>
/// <param name="Repeats">Independent votes.</param>
/// <param name="MaxAttempts">Calls for one vote until its answer can be read.</param>
internal sealed record JudgeOptions(int Repeats, int MaxAttempts)
{
    private const int MostRepeats = 15;
    private const int MostAttempts = 10;

    /// <summary>Options with defaults where a value is 0.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming the field.</exception>
    public static JudgeOptions Create(int repeats, int attempts)
    {
        if (repeats is < 0 or > MostRepeats)
            throw BenchException.Invalid($"repeats is {repeats}: give 1 to {MostRepeats}, or 0 for 3.", "options.repeats");
        if (attempts is < 0 or > MostAttempts)
            throw BenchException.Invalid($"max_attempts is {attempts}: give 1 to {MostAttempts}, or 0 for 2.", "options.max_attempts");
        return new JudgeOptions(repeats > 0 ? repeats : 3, attempts > 0 ? attempts : 2);
    }
}
