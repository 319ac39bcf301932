namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>Why a loop ended.</summary>
internal enum StopReason
{
    /// <summary>The most rounds were made.</summary>
    MaxRounds,

    /// <summary>Too many rounds in a row added nothing.</summary>
    Dry,

    /// <summary>As many as were wanted are there.</summary>
    Enough,
}
