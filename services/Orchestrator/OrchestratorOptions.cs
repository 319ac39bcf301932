using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator;

/// <summary>Settings of the Orchestrator. Section <c>Orchestrator</c>; environment variables <c>Orchestrator__DataPath</c> and so on.</summary>
public sealed class OrchestratorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Orchestrator";

    /// <summary>Folder of the datasets, the runs and the database of jobs; made when it is not there. Default <c>isb-data</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "isb-data";

    /// <summary>Jobs that run at once; the others wait. Default 2.</summary>
    [Range(1, 64)]
    public int MaxRunningJobs { get; set; } = 2;

    /// <summary>
    /// How often a job may be taken up again after its process died without finishing a stage in between; then it fails with the
    /// reason, so that a job that kills its host does not do so for ever. Default 10.
    /// </summary>
    [Range(1, 1000)]
    public int MaxAdoptions { get; set; } = 10;

    /// <summary>How often a job tries again when another service cannot be reached or is full. Default 4.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>Wait before the first of these tries; each further one waits twice as long. Default half a second.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>An image file with more bytes is left out and reported. Default 32 MiB, as the Encoder's.</summary>
    [Range(1, int.MaxValue)]
    public int MaxImageBytes { get; set; } = 32 << 20;

    /// <summary>An image with more pixels is left out and reported: small files can unfold into any size. Default 128 million, as the Encoder's.</summary>
    [Range(1, long.MaxValue)]
    public long MaxImagePixels { get; set; } = 128_000_000;
}
