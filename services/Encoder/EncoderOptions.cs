using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Encoder;

/// <summary>Settings of the Encoder. Section <c>Encoder</c>; environment variables <c>Encoder__ModelsPath</c> and so on.</summary>
internal sealed class EncoderOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Encoder";

    /// <summary>Most images of one request.</summary>
    public const int MaxImagesPerRequest = 64;

    /// <summary>Most texts of one request.</summary>
    public const int MaxTextsPerRequest = 256;

    /// <summary>Folder of the models, one folder each. Default <c>isb-data/models</c>.</summary>
    [Required]
    public string ModelsPath { get; set; } = Path.Combine("isb-data", "models");

    /// <summary>Where ONNX Runtime runs: <c>auto</c> takes CUDA where the runtime offers it, else the CPU. Default <c>auto</c>.</summary>
    [RegularExpression("^(auto|cpu|cuda)$")]
    public string Device { get; set; } = "auto";

    /// <summary>
    /// Runs of models that go on at a time. Default 0: as many as there are cores, at most 4; 1 on CUDA. Runs side by side wait for nobody, while
    /// threads inside a run wait for each other whenever one of their cores is decoding an image (docs/adr/0014).
    /// </summary>
    [Range(0, 1024)]
    public int Runs { get; set; }

    /// <summary>Threads inside one run of a model. Default 0: the cores shared out among the runs.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Images decoded at the same time. Default 0: twice the cores, so that decoding stays ahead of runs that want the same cores.</summary>
    [Range(0, 1024)]
    public int DecodeThreads { get; set; }

    /// <summary>Most images of one run. Default 4: more gains nothing on a CPU, whose caches they outgrow, and makes callers wait.</summary>
    [Range(1, 256)]
    public int ImageBatch { get; set; } = 4;

    /// <summary>Most texts of one run. Default 256.</summary>
    [Range(1, 1024)]
    public int TextBatch { get; set; } = 256;

    /// <summary>Most tokens of one run, so that long texts go in small batches; a single text always goes. Default 768: more outgrows a core's caches.</summary>
    [Range(1, 1 << 20)]
    public int TextTokens { get; set; } = 768;

    /// <summary>Images of a model that wait or are in work; past it unary calls are refused and streams wait. Default 128.</summary>
    [Range(MaxImagesPerRequest, 4096)]
    public int ImageQueue { get; set; } = 128;

    /// <summary>Texts of a model that wait or are in work; past it unary calls are refused and streams wait. Default 4096.</summary>
    [Range(MaxTextsPerRequest, 65536)]
    public int TextQueue { get; set; } = 4096;

    /// <summary>Most bytes of one encoded image. Default 32 MiB.</summary>
    [Range(1024, 256 << 20)]
    public int MaxImageBytes { get; set; } = 32 << 20;

    /// <summary>Most pixels of one image, told from its header before anything is decoded. Default 128 million.</summary>
    [Range(1, 1 << 30)]
    public int MaxPixels { get; set; } = 128_000_000;

    /// <summary>Most bytes of one text in UTF-8. Default 64 KiB.</summary>
    [Range(1, 1 << 20)]
    public int MaxTextBytes { get; set; } = 64 << 10;

    /// <summary>Memory that loaded models may take, in bytes; idle ones are unloaded to make room. Default 0: half of what the process may use.</summary>
    [Range(0, long.MaxValue)]
    public long ModelMemory { get; set; }

    /// <summary>A model that nobody used for this long is unloaded. Default 10 minutes; zero keeps models for ever.</summary>
    public TimeSpan IdleUnload { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Names of models that are loaded before the service answers, and stay loaded. Default: none, each is loaded when it is first asked for.</summary>
    public IReadOnlyList<string> Preload { get; set; } = [];

    /// <summary>Keep vectors on disk, so that nothing is encoded twice. Default true.</summary>
    public bool CacheEnabled { get; set; } = true;

    /// <summary>Folder of the kept vectors; one process at a time uses it. Default <c>isb-data/cache/embeddings</c>.</summary>
    [Required]
    public string CachePath { get; set; } = Path.Combine("isb-data", "cache", "embeddings");

    /// <summary>Most bytes of kept vectors; the oldest go first. Bounds the index in memory too: about 2 % of it. Default 4 GiB.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long CacheBytes { get; set; } = 4L << 30;

    /// <summary>Where models are pulled from: a server with the API of the Hugging Face hub. Default <c>https://huggingface.co</c>.</summary>
    [Required]
    public Uri HubUrl { get; set; } = new("https://huggingface.co");

    /// <summary>Most bytes of a model that is pulled. Default 16 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxPullBytes { get; set; } = 16L << 30;
}
