using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace ImageSearchBench.Orchestrator;

/// <summary>Settings of the Orchestrator. Section <c>Orchestrator</c>; environment variables <c>Orchestrator__DataPath</c> and so on.</summary>
public sealed class OrchestratorOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Orchestrator";

    /// <summary>Folder of the datasets, the runs and the database of jobs; made when it is not there. Default <c>isb-data</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "isb-data";

    /// <summary>
    /// PostgreSQL that several replicas share, as <c>Host=db;Database=isb;Username=isb;Password=…</c>; all of them use one data folder.
    /// Empty, the default: a SQLite file in the data folder, for one process.
    /// </summary>
    public string Database { get; set; } = "";

    /// <summary>
    /// How long a replica has a job without being heard of: then another one takes it over. A replica renews its leases twice a second.
    /// Matters with PostgreSQL alone. Default 30 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Jobs that run at once in this process; the others wait. Default 2.</summary>
    [Range(1, 64)]
    public int MaxRunningJobs { get; set; } = 2;

    /// <summary>
    /// How often a job may be taken up again after its process died without doing more than the one before; then it fails with the
    /// reason, so that a job that kills its host does not do so for ever. Default 5.
    /// </summary>
    [Range(1, 1000)]
    public int MaxAdoptions { get; set; } = 5;

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

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? fault = null;
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(Database);
            if (Database.Length > 0 && (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database)))
                fault = "must name Host and Database.";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // The reason may repeat a part of the text, which holds a password.
            fault = "is no connection string.";
        }

        if (fault is not null)
            yield return new ValidationResult($"Orchestrator:Database {fault} Write it like 'Host=db;Database=isb;Username=isb;Password=…'.", [nameof(Database)]);
    }
}
