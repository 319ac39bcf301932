namespace ImageSearchBench.Encoder.Models;

/// <summary>The number format of a model's weights, as far as its files tell.</summary>
internal static class ModelPrecision
{
    /// <summary><c>int8</c>, <c>fp16</c> or <c>fp32</c>, by the suffixes that exporters give and by the operators inside.</summary>
    public static string Of(string folder, ModelManifest manifest)
    {
        if (Graphs(manifest).Any(f => IsDynamicallyQuantised(folder, f)) || Graphs(manifest).Any(f => HasSuffix(f, "int8", "quantized", "uint8", "q8")))
            return "int8";
        return Graphs(manifest).Any(f => HasSuffix(f, "fp16", "float16")) ? "fp16" : "fp32";
    }

    /// <summary>Whether activations are quantised by the range of the batch at hand, so that a neighbour changes a result.</summary>
    public static bool IsDynamicallyQuantised(string folder, string file) => Contains(Path.Combine(folder, file), "DynamicQuantizeLinear"u8);

    private static IEnumerable<string> Graphs(ModelManifest manifest) =>
        new[] { manifest.Image?.File, manifest.Text?.File }.OfType<string>().Distinct(StringComparer.Ordinal);

    private static bool HasSuffix(string file, params string[] suffixes)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return Array.Exists(suffixes, s => name.EndsWith("_" + s, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + s, StringComparison.OrdinalIgnoreCase));
    }

    // Operator names stand as plain bytes in an ONNX file: no parser of graphs is needed to see one.
    private static bool Contains(string path, ReadOnlySpan<byte> pattern)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var buffer = new byte[1 << 20];
        var kept = 0;
        int read;
        while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = kept + read;
            if (buffer.AsSpan(0, filled).IndexOf(pattern) >= 0)
                return true;
            kept = Math.Min(pattern.Length - 1, filled);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
