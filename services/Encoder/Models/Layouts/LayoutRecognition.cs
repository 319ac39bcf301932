using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>
/// Describes a model's folder that has no manifest of ours. Which files are its towers is told by the names that exporters give; what
/// their inputs and outputs are is read from the graphs.
/// </summary>
internal static class LayoutRecognition
{
    private const int ClipContext = 77;
    private const int ChineseClipContext = 52;
    private const int SiglipContext = 64;
    private const int SiglipPad = 1;
    private static readonly string[] MaskNames = ["attention_mask"];

    /// <summary>The manifest that a folder would have.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the layout is not known, or something is missing.</exception>
    public static ModelManifest Describe(string folder)
    {
        var files = TowerFiles.Find(folder) ?? throw BenchException.Invalid(
            $"'{folder}' has no {ModelManifest.FileName} and no ONNX files of a layout that is known (text_model/vision_model, model, visual/textual, *.img/*.txt): see docs/encoder.md.", "directory");
        var config = new ModelConfig(folder);
        var image = files.Image is null ? null : DescribeImage(folder, files, config);
        var text = files.Text is null ? null : DescribeText(folder, files, config, dual: image is not null);
        return new ModelManifest
        {
            Kind = (image, text) switch
            {
                (not null, not null) => ModelKind.Dual,
                (not null, null) => ModelKind.Image,
                (null, not null) => ModelKind.Text,
                _ => throw BenchException.Invalid($"The ONNX files in '{folder}' take neither pixels nor token ids.", "directory"),
            },
            License = config.License,
            Languages = config.ModelType.StartsWith("chinese_clip", StringComparison.Ordinal) || files.Layout == "chinese-clip" ? ["zh"] : [],
            Image = image,
            Text = text,
        };
    }

    private static ImageTowerSettings DescribeImage(string folder, TowerFiles files, ModelConfig config)
    {
        var signature = GraphSignature.Read(Path.Combine(folder, files.Image!));
        var pixels = signature.Pixels ?? throw BenchException.Invalid($"'{files.Image}' takes no pixels (four dimensions of floats).", "directory");
        var output = signature.Output("image_embeds", "unnorm_image_features", "image_features", "embedding", "pooler_output")
            ?? signature.Outputs.FirstOrDefault(o => o.Dimensions.Length == 2)
            ?? throw BenchException.Invalid($"'{files.Image}' gives no vector: its outputs are {Names(signature.Outputs)}.", "directory");
        var (preprocess, size) = PreprocessConfig.Read(config, files.Layout);
        var side = pixels.Dimensions[3] > 0 ? pixels.Dimensions[3] : size;
        if (side <= 0)
            throw BenchException.Invalid($"Neither '{files.Image}' nor the preprocessing file says the images' size.", "directory");
        return new ImageTowerSettings { File = files.Image!, Input = pixels.Name, Output = output.Name, Size = side, Preprocess = preprocess };
    }

    private static TextTowerSettings DescribeText(string folder, TowerFiles files, ModelConfig config, bool dual)
    {
        var signature = GraphSignature.Read(Path.Combine(folder, files.Text!));
        var ids = signature.Ids ?? throw BenchException.Invalid($"'{files.Text}' takes no token ids (two dimensions of integers).", "directory");
        var known = new[] { ids.Name, "attention_mask", "token_type_ids", signature.Pixels?.Name };
        if (signature.Inputs.FirstOrDefault(i => !known.Contains(i.Name, StringComparer.Ordinal)) is { } unknown)
            throw BenchException.Invalid($"'{files.Text}' has the input '{unknown.Name}', which is not known.", "directory");
        var (output, pooling) = TextOutput(signature, config, files, dual);
        var siglip = config.ModelType.StartsWith("siglip", StringComparison.Ordinal);
        var tokenizer = TokenizerFiles.Find(config, files.Layout);
        return new TextTowerSettings
        {
            File = files.Text!,
            InputIds = ids.Name,
            AttentionMask = MaskNames.FirstOrDefault(signature.HasInput),
            TokenTypeIds = signature.HasInput("token_type_ids") ? "token_type_ids" : null,
            Output = output,
            Pooling = pooling,
            Context = ids.Dimensions[1] > 0 ? ids.Dimensions[1] : Context(config, files, tokenizer.Kind, siglip),
            PadToContext = siglip || ids.Dimensions[1] > 0,
            PadId = siglip ? SiglipPad : tokenizer.Kind == TokenizerKind.Bert ? config.PadId : 0,
            Tokenizer = tokenizer,
        };
    }

    private static (string Output, PoolingKind Pooling) TextOutput(GraphSignature signature, ModelConfig config, TowerFiles files, bool dual)
    {
        var vector = signature.Output("text_embeds", "unnorm_text_features", "text_features", "sentence_embedding", "embedding")
            ?? (dual ? signature.Output("pooler_output") : null)
            ?? signature.Outputs.FirstOrDefault(o => o.Dimensions.Length == 2 && o.Name != "pooler_output");
        if (vector is not null)
            return (vector.Name, PoolingKind.None);
        var tokens = signature.Output("last_hidden_state", "token_embeddings") ?? signature.Outputs.FirstOrDefault(o => o.Dimensions.Length == 3)
            ?? throw BenchException.Invalid($"'{files.Text}' gives no vector: its outputs are {Names(signature.Outputs)}.", "directory");
        return (tokens.Name, config.Pooling);
    }

    private static int Context(ModelConfig config, TowerFiles files, TokenizerKind tokenizer, bool siglip)
    {
        // Its position table has 512 rows, but it was trained, and is used, with 52.
        if (config.ModelType == "chinese_clip" || files.Layout == "chinese-clip")
            return ChineseClipContext;
        if (config.Context is > 0 and <= 8192)
            return config.Context;
        return siglip ? SiglipContext
            : tokenizer == TokenizerKind.ClipBpe ? ClipContext
            : throw BenchException.Invalid("No file says how many tokens a text may have (max_position_embeddings in config.json).", "directory");
    }

    private static string Names(IReadOnlyList<GraphValue> values) => string.Join(", ", values.Select(v => v.Name));
}
