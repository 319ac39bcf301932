namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>Gives each tower of a folder its own file.</summary>
internal static class TowerSplit
{
    /// <summary>Splits a file that both towers name; a folder whose towers have files of their own stays as it is.</summary>
    public static ModelManifest Apply(string folder, ModelManifest manifest)
    {
        if (manifest is not { Image: { } image, Text: { } text } || image.File != text.File)
            return manifest;
        var source = Path.Combine(folder, image.File);
        var place = Path.GetDirectoryName(image.File) is { Length: > 0 } inner ? inner + "/" : "";
        image = image with { File = place + "image_tower.onnx" };
        text = text with { File = place + "text_tower.onnx" };
        GraphCut.Write(source, Path.Combine(folder, image.File), image.Output, [image.Input]);
        GraphCut.Write(source, Path.Combine(folder, text.File), text.Output, [.. new[] { text.InputIds, text.AttentionMask, text.TokenTypeIds }.OfType<string>()]);
        // Weights beside the graph serve both; the graph itself is not needed any more.
        File.Delete(source);
        return manifest with { Image = image, Text = text };
    }
}
