using System.ComponentModel.DataAnnotations;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index;

/// <summary>Settings of the Index service. Section <c>Index</c>; environment variables <c>Index__DataPath</c> and so on.</summary>
internal sealed class IndexOptions
{
    public const string Section = "Index";

    /// <summary>Folder of the embedded store; one process at a time. Default <c>isb-data/index</c> below the working folder.</summary>
    [Required]
    public string DataPath { get; set; } = Path.Combine("isb-data", "index");

    /// <summary>Threads of one search. Default 0: as many as the machine has processors.</summary>
    [Range(0, 1024)]
    public int SearchThreads { get; set; }

    /// <summary>Searches that run at a time; more of them wait. Default 4: each uses all threads, and memory for its candidates.</summary>
    [Range(1, 1024)]
    public int ConcurrentSearches { get; set; } = 4;

    /// <summary>Store of collections that are created without naming one. Default: the embedded store.</summary>
    public StoreKind DefaultStore { get; set; } = StoreKind.Embedded;

    /// <summary>Bytes of vectors in one segment file of the embedded store. Default 128 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int SegmentBytes { get; set; } = 128 << 20;
}
