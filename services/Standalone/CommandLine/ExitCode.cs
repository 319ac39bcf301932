namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>What <c>isb</c> answers its caller with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, or stopped by the user.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int BadUsage = 2;

    /// <summary>Not done yet: a job waits for review by people.</summary>
    public const int WaitsForReview = 3;
}
