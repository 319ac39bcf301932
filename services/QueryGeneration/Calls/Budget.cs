namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>What a job may spend in all.</summary>
/// <param name="Tokens">Tokens read and written together; 0: no limit.</param>
/// <param name="Cost">Money; 0: no limit.</param>
internal sealed record Budget(long Tokens, double Cost)
{
    /// <summary>No limit.</summary>
    public static Budget Unlimited { get; } = new(0, 0);
}
