using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator.Fetching;

/// <summary>Settings of whatever is fetched over HTTP. Section <c>Fetching</c>; environment variables <c>Fetching__Timeout</c> and so on.</summary>
public sealed class FetchingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Fetching";

    /// <summary>Images fetched at once. Default 16.</summary>
    [Range(1, 1024)]
    public int AtOnce { get; set; } = 16;

    /// <summary>Connections to one host at once. Default 2.</summary>
    [Range(1, 64)]
    public int PerHost { get; set; } = 2;

    /// <summary>Longest time for one try, redirects included. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries beside the first one, where a server is busy (429, 503), fails (500, 502, 504) or does not answer. Default 3.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Wait before the second try; twice as long before each further one. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest <c>Retry-After</c> that is waited for; a longer one counts as a failure. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Hosts (as <c>host:port</c>) that may be fetched from although their address is this machine's own or in a private network.
    /// Default: none, since URLs come from files and replies of others.
    /// </summary>
    public IList<string> AllowedPrivateHosts { get; set; } = [];

    /// <summary>What fetches call themselves. Default names the product; some servers (Wikimedia) want an address to write to in it.</summary>
    [Required]
    public string UserAgent { get; set; } = "ImageSearchBench/0.1 (evaluation datasets)";
}
