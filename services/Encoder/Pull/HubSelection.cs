using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>Which of a repository's files a model needs: the most exact graphs, the settings and the tokenizer, not the same weights in six precisions.</summary>
internal static class HubSelection
{
    private static readonly string[] Settings =
    [
        "config.json", "preprocessor_config.json", "preprocess_cfg.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json",
        "merges.txt", "spiece.model", "sentencepiece.model", "tokenizer.model", "bpe_simple_vocab_16e6.txt.gz", "README.md", "isb-model.json",
    ];

    private static readonly string[][] Graphs =
    [
        ["visual/model.onnx", "textual/model.onnx"],
        ["visual.onnx", "textual.onnx"],
        ["image.onnx", "text.onnx"],
        ["onnx/vision_model.onnx", "onnx/text_model.onnx"],
        ["vision_model.onnx", "text_model.onnx"],
        ["onnx/model.onnx"],
        ["model.onnx"],
    ];

    /// <summary>The files to download, in the order of their paths.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: the repository has no ONNX files of a layout that is known.</exception>
    public static IReadOnlyList<HubFile> Choose(IReadOnlyList<HubFile> files)
    {
        var paths = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var graphs = Array.Find(Graphs, g => Array.Exists(g, paths.ContainsKey)) ?? throw BenchException.Invalid(
            "The repository has no ONNX files of a layout that is known (onnx/vision_model.onnx, onnx/model.onnx, visual/model.onnx, …).", "source");
        return [.. files.Where(f => graphs.Contains(f.Path, StringComparer.Ordinal)
            || graphs.Any(g => f.Path.StartsWith(g + "_data", StringComparison.Ordinal) || f.Path == g + ".data")
            || Settings.Contains(Path.GetFileName(f.Path), StringComparer.Ordinal) && f.Path.Split('/').Length <= 2
            || f.Path == "1_Pooling/config.json").OrderBy(f => f.Path, StringComparer.Ordinal)];
    }
}
