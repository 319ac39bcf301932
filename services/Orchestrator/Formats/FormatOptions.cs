using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>Settings of imports. Section <c>Formats</c>; environment variables <c>Formats__FetchTimeout</c> and so on.</summary>
public sealed class FormatOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Formats";

    /// <summary>Bytes that one zip or gzip file may unfold to. Default 256 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; set; } = 256L << 30;

    /// <summary>Images fetched at once. Default 16.</summary>
    [Range(1, 1024)]
    public int FetchesAtOnce { get; set; } = 16;

    /// <summary>Connections to one host at once. Default 2.</summary>
    [Range(1, 64)]
    public int FetchesPerHost { get; set; } = 2;

    /// <summary>Longest time for one image, redirects included. Default 30 seconds.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Hosts (as <c>host:port</c>) that images may be fetched from although their address is this machine's own or in a private
    /// network. Default: none, since URLs come from files of others.
    /// </summary>
    public IList<string> AllowedPrivateHosts { get; set; } = [];

    /// <summary>What fetches call themselves. Default names the product.</summary>
    [Required]
    public string UserAgent { get; set; } = "ImageSearchBench/0.1 (evaluation datasets; image import)";
}
