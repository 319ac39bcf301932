using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models;

/// <summary>What a model encodes.</summary>
internal enum ModelKind
{
    /// <summary>Images and texts into one space.</summary>
    Dual,

    /// <summary>Images only.</summary>
    Image,

    /// <summary>Texts only.</summary>
    Text,
}

/// <summary>How a sequence of token vectors becomes one vector.</summary>
internal enum PoolingKind
{
    /// <summary>The model's output is one vector already.</summary>
    None,

    /// <summary>The first token's vector.</summary>
    Cls,

    /// <summary>The mean over the tokens that are no padding.</summary>
    Mean,
}

/// <summary><c>isb-model.json</c>: everything that decides which vectors a model's folder gives.</summary>
internal sealed record ModelManifest
{
    /// <summary>The file's name inside a model's folder.</summary>
    public const string FileName = "isb-model.json";

    /// <summary>The format's version that this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public int Schema { get; init; } = CurrentSchema;

    public string Name { get; init; } = "";

    public ModelKind Kind { get; init; }

    /// <summary>Length of the vectors; 0 takes it from the model.</summary>
    public int Dimension { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    public string License { get; init; } = "";

    public string Description { get; init; } = "";

    public ImageTowerSettings? Image { get; init; }

    public TextTowerSettings? Text { get; init; }

    /// <summary>Inputs with the vectors they gave where the model was made; checked when it is added and verified.</summary>
    public ModelGoldens? Goldens { get; init; }

    /// <summary>What was found when the model was added; null in a folder that was not added yet.</summary>
    public ModelAdmission? Admission { get; init; }

    /// <summary>Reads a folder's manifest; null when it has none.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it is no manifest, with line and field.</exception>
    public static ModelManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            var manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllBytes(path), Json)
                ?? throw BenchException.Invalid($"{path} is empty.");
            ManifestRules.Check(manifest, path);
            return manifest;
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"{path}, line {e.LineNumber + 1}, {e.Path}: {e.Message}", inner: e);
        }
    }

    /// <summary>Writes it into a folder, whole or not at all.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>The image tower.</summary>
internal sealed record ImageTowerSettings
{
    /// <summary>ONNX file, relative to the model's folder.</summary>
    public string File { get; init; } = "";

    /// <summary>Name of the pixel input, [batch, 3, size, size].</summary>
    public string Input { get; init; } = "pixel_values";

    /// <summary>Name of the output, [batch, dimension].</summary>
    public string Output { get; init; } = "image_embeds";

    /// <summary>Side of the square in pixels.</summary>
    public int Size { get; init; }

    public PreprocessSettings Preprocess { get; init; } = new();
}

/// <summary>The text tower.</summary>
internal sealed record TextTowerSettings
{
    /// <summary>ONNX file, relative to the model's folder.</summary>
    public string File { get; init; } = "";

    /// <summary>Name of the input that takes token ids, [batch, length].</summary>
    public string InputIds { get; init; } = "input_ids";

    /// <summary>Name of the input that marks real tokens; null where the model has none.</summary>
    public string? AttentionMask { get; init; }

    /// <summary>Name of the input that takes segment numbers (all 0); null where the model has none.</summary>
    public string? TokenTypeIds { get; init; }

    /// <summary>Name of the output: [batch, dimension], or [batch, length, dimension] with <see cref="Pooling"/>.</summary>
    public string Output { get; init; } = "text_embeds";

    public PoolingKind Pooling { get; init; }

    /// <summary>Most tokens, marks included.</summary>
    public int Context { get; init; }

    /// <summary>Fill every text up to the context. Slower; only for models that were trained so (SigLIP) or have a fixed length.</summary>
    public bool PadToContext { get; init; }

    /// <summary>
    /// Fill texts up to a multiple of so many tokens, at most to the context, so that texts of unlike lengths share a run; null fills none up.
    /// Set when a model is added, where trying it out shows that it changes no vector.
    /// </summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>Id that fills up. Default 0.</summary>
    public int PadId { get; init; }

    public TokenizerSettings Tokenizer { get; init; } = new();
}

/// <summary>Known inputs and their vectors.</summary>
internal sealed record ModelGoldens
{
    public IReadOnlyList<TextGolden> Texts { get; init; } = [];

    public IReadOnlyList<ImageGolden> Images { get; init; } = [];

    /// <summary>Least cosine between the known vector and the one computed here. Default 0.9999.</summary>
    public double MinCosine { get; init; } = 0.9999;
}

/// <summary>A text, and what the reference made of it; what is null is not checked.</summary>
internal sealed record TextGolden
{
    public string Text { get; init; } = "";

    /// <summary>Token ids, marks included.</summary>
    public IReadOnlyList<int>? Ids { get; init; }

    public IReadOnlyList<float>? Embedding { get; init; }

    /// <summary>The first numbers of the vector, where the whole would be too long; each may differ by 0.001.</summary>
    public IReadOnlyList<float>? EmbeddingHead { get; init; }
}

/// <summary>An image, and the reference's vector. One that does not lie in the model's folder has no file and is not checked.</summary>
internal sealed record ImageGolden
{
    public string? File { get; init; }

    public IReadOnlyList<float>? Embedding { get; init; }

    /// <summary>The first numbers of the vector, where the whole would be too long; each may differ by 0.001.</summary>
    public IReadOnlyList<float>? EmbeddingHead { get; init; }
}

/// <summary>What was measured when a model was added.</summary>
internal sealed record ModelAdmission
{
    /// <summary>SHA-256 over settings and files, lower-case hex.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>Bytes of its files.</summary>
    public long SizeBytes { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c>, <c>int8</c>.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Image vectors differ with the images that share a run, so that they are run one at a time.</summary>
    public bool ImageBatchDependent { get; init; }

    /// <summary>Text vectors differ with the texts that share a run, so that they are run one at a time.</summary>
    public bool TextBatchDependent { get; init; }

    public double ImagesPerSecond { get; init; }

    public double TextsPerSecond { get; init; }
}
