namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>The ONNX files of a folder's towers, relative to it; null where there is none. The same file for both when it holds both.</summary>
internal sealed record TowerFiles(string Layout, string? Image, string? Text)
{
    // Most exact first: an exporter puts several precisions side by side.
    private static readonly string[] Suffixes = ["", "_fp16", "_int8", "_quantized", "_uint8", "_q8", "_bnb4", "_q4", "_q4f16"];
    private static readonly string[] Folders = ["onnx/", ""];

    /// <summary>Finds them; null: no layout that is known.</summary>
    public static TowerFiles? Find(string folder) =>
        Named(folder, "open_clip", "visual/model.onnx", "textual/model.onnx")
        ?? Named(folder, "clip-as-service", "visual.onnx", "textual.onnx")
        ?? Named(folder, "towers", "image.onnx", "text.onnx")
        ?? ChineseClip(folder)
        ?? Split(folder)
        ?? Single(folder);

    private static TowerFiles? Named(string folder, string layout, string image, string text)
    {
        var hasImage = File.Exists(Path.Combine(folder, image));
        var hasText = File.Exists(Path.Combine(folder, text));
        return hasImage || hasText ? new TowerFiles(layout, hasImage ? image : null, hasText ? text : null) : null;
    }

    private static TowerFiles? ChineseClip(string folder)
    {
        foreach (var precision in (string[])["fp32", "fp16"])
        {
            var image = Directory.EnumerateFiles(folder, $"*.img.{precision}.onnx").Order(StringComparer.Ordinal).FirstOrDefault();
            var text = Directory.EnumerateFiles(folder, $"*.txt.{precision}.onnx").Order(StringComparer.Ordinal).FirstOrDefault();
            if (image is not null || text is not null)
                return new TowerFiles("chinese-clip", Path.GetFileName(image), Path.GetFileName(text));
        }

        return null;
    }

    private static TowerFiles? Split(string folder)
    {
        foreach (var (at, suffix) in Folders.SelectMany(f => Suffixes.Select(s => (f, s))))
        {
            if (Named(folder, "transformers", $"{at}vision_model{suffix}.onnx", $"{at}text_model{suffix}.onnx") is { } found)
                return found;
        }

        return null;
    }

    private static TowerFiles? Single(string folder)
    {
        foreach (var (at, suffix) in Folders.SelectMany(f => Suffixes.Select(s => (f, s))))
        {
            var file = $"{at}model{suffix}.onnx";
            if (!File.Exists(Path.Combine(folder, file)))
                continue;
            var signature = GraphSignature.Read(Path.Combine(folder, file));
            return new TowerFiles("single", signature.Pixels is null ? null : file, signature.Ids is null ? null : file);
        }

        return null;
    }
}
