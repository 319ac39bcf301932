using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>Settings of imports. Section <c>Formats</c>; environment variables <c>Formats__MaxUnpackedBytes</c> and so on.</summary>
public sealed class FormatOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Formats";

    /// <summary>Bytes that one zip or gzip file may unfold to. Default 256 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; set; } = 256L << 30;
}
