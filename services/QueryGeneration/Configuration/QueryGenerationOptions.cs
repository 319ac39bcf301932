using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.QueryGeneration.Configuration;

/// <summary>
/// The service's settings. Section <c>QueryGeneration</c>; environment variables such as <c>QueryGeneration__Models__qwen__Endpoint</c>.
/// </summary>
internal sealed class QueryGenerationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "QueryGeneration";

    /// <summary>Folder of the response store and the ledger; made when first needed. Default: <c>isb-data/query-generation</c>.</summary>
    [Required]
    public string DataPath { get; set; } = Path.Combine("isb-data", "query-generation");

    /// <summary>The language models by name. Default: none; label queries work without.</summary>
    public Dictionary<string, LanguageModelOptions> Models { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Name of the Encoder's sentence embedder that compares the meaning of objects. Default: the first of kind TEXT that it lists.</summary>
    public string? SentenceModel { get; set; }

    /// <summary>Longest side of an image that is sent to a model, in pixels; larger ones are shrunk. Default 1024.</summary>
    [Range(64, 8192)]
    public int MaxImageSide { get; set; } = 1024;

    /// <summary>Most pixels of an image that is decoded at all. Default 100 million.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxImagePixels { get; set; } = 100_000_000;
}
