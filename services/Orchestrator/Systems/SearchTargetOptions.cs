using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>How search targets are called. Section <c>Orchestrator:SearchTarget</c>.</summary>
public sealed class SearchTargetOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Orchestrator:SearchTarget";

    /// <summary>Queries that a target works on at once. Default 8.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>Time that one query may take, its retries included. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls made at most for one query while the target answers UNAVAILABLE. Default 5.</summary>
    [Range(2, 5)]
    public int MaxAttempts { get; set; } = 5;
}
