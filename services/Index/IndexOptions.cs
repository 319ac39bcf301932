using System.ComponentModel.DataAnnotations;

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

    /// <summary>Bytes of vectors in one segment file of the embedded store. Default 128 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int SegmentBytes { get; set; } = 128 << 20;
}
