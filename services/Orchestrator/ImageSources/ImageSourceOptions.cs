using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>Settings of image sources. Section <c>ImageSources</c>; environment variables <c>ImageSources__Openverse__PerMinute</c> and so on.</summary>
public sealed class ImageSourceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ImageSources";

    /// <summary>A reply of a search with more bytes is refused. Default 8 MiB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxReplyBytes { get; set; } = 8 << 20;

    /// <summary>Most pages of results that are looked at for one query. Default 20.</summary>
    [Range(1, 1000)]
    public int MaxPages { get; set; } = 20;

    /// <summary>Queries of a topic set that are searched and fetched for at once. Default 4.</summary>
    [Range(1, 256)]
    public int QueriesAtOnce { get; set; } = 4;

    /// <summary>Most bytes of memory for the words of a local library; more is refused. Default 1 GiB.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long MaxLibraryBytes { get; set; } = 1L << 30;

    /// <summary>Openverse.</summary>
    public OpenverseOptions Openverse { get; set; } = new();

    /// <summary>Wikimedia Commons.</summary>
    public CommonsOptions Commons { get; set; } = new();
}

/// <summary>Settings of Openverse.</summary>
public sealed class OpenverseOptions
{
    /// <summary>Base address.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.openverse.org/");

    /// <summary>Id of a registered client; without one calls are anonymous.</summary>
    public string? ClientId { get; set; }

    /// <summary>Secret of the registered client. Give it by the environment; it is neither stored nor logged.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Requests a minute. Default 0: 20, or 100 for a registered client.</summary>
    [Range(0, 100_000)]
    public int PerMinute { get; set; }

    /// <summary>Requests a day (UTC). Default 0: 200, or 10,000 for a registered client.</summary>
    [Range(0, 100_000_000)]
    public int PerDay { get; set; }
}

/// <summary>Settings of Wikimedia Commons. Requests are made one after the other.</summary>
public sealed class CommonsOptions
{
    /// <summary>Address of the API.</summary>
    [Required]
    public Uri ApiUrl { get; set; } = new("https://commons.wikimedia.org/w/api.php");

    /// <summary>Requests a minute. Default 60.</summary>
    [Range(1, 100_000)]
    public int PerMinute { get; set; } = 60;

    /// <summary>Wikimedia makes thumbnails of certain widths only: 500, 960, 1280 and so on. Larger images are fetched this wide. Default 960.</summary>
    [Range(20, 3840)]
    public int ThumbnailWidth { get; set; } = 960;
}
