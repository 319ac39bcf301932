using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>The sample that comes with the program: drawn scenes with boxes, captions and a taxonomy, recorded replies, and two small encoders.</summary>
/// <param name="Scenes">Folder of the scenes.</param>
/// <param name="Recordings">Folder of recorded replies of a language model, and of the topics that they begin with.</param>
/// <param name="Models">Folders of the models, the better one first; each one's name is its folder's.</param>
internal sealed record BundledSample(string Scenes, string Recordings, IReadOnlyList<string> Models)
{
    /// <summary>Name of the language model that replays the recorded replies.</summary>
    public const string LanguageModel = "sample";

    /// <summary>Boxes in COCO format.</summary>
    public string Annotations => Path.Combine(Scenes, "annotations", "instances.json");

    /// <summary>Folder of the images.</summary>
    public string Images => Path.Combine(Scenes, "images");

    /// <summary>Label names and taxonomy.</summary>
    public string Taxonomy => Path.Combine(Scenes, "taxonomy.json");

    /// <summary>Times and places.</summary>
    public string Metadata => Path.Combine(Scenes, "metadata.jsonl");

    /// <summary>Captions, by which topics find their images.</summary>
    public string Captions => Path.Combine(Scenes, "captions.jsonl");

    /// <summary>A few topics that a person wrote.</summary>
    public string Seeds => Path.Combine(Recordings, "seed-topics.zh.txt");

    /// <summary>Settings of services that know the language model.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [$"QueryGeneration:Models:{LanguageModel}:Recording"] = Recordings,
    };

    /// <summary>The sample beside the program.</summary>
    /// <exception cref="BenchException">It is not there.</exception>
    public static BundledSample Find()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples");
        var sample = new BundledSample(
            Path.Combine(folder, "scenes"),
            Path.Combine(folder, "recordings"),
            [Path.Combine(folder, "models", "scenes-small"), Path.Combine(folder, "models", "scenes-tiny")]);
        return Directory.Exists(sample.Scenes) && Directory.Exists(sample.Recordings)
            ? sample
            : throw BenchException.NotFound($"The bundled sample is missing: {folder}. Build or install the program again.");
    }
}
