using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models;

/// <summary>The files of a model's folder.</summary>
internal static class ModelFiles
{
    // ONNX keeps large weights beside the graph; these are the endings that exporters give them.
    private static readonly string[] WeightEndings = [".onnx_data", ".onnx.data", ".extra_file", ".onnx_data_1", ".onnx_data_2", ".onnx_data_3"];

    /// <summary>Paths inside the folder of every file that decides vectors, in UTF-8 byte order.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: a file that the manifest names is missing.</exception>
    public static IReadOnlyList<string> Of(string folder, ModelManifest manifest)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        void Add(string? file)
        {
            if (file is null)
                return;
            if (!File.Exists(Path.Combine(folder, file)))
                throw BenchException.Invalid($"The manifest in '{folder}' names '{file}', which is not there.");
            files.Add(file);
        }

        void AddGraph(string? file)
        {
            Add(file);
            if (file is null)
                return;
            var place = Path.GetDirectoryName(file) is { Length: > 0 } inner ? inner + "/" : "";
            foreach (var weights in Directory.EnumerateFiles(Path.Combine(folder, place)).Where(IsWeights))
                files.Add(place + Path.GetFileName(weights));
        }

        AddGraph(manifest.Image?.File);
        AddGraph(manifest.Text?.File);
        Add(manifest.Text?.Tokenizer.Vocab);
        Add(manifest.Text?.Tokenizer.Merges);
        return [.. files];
    }

    /// <summary>Copies what the manifest names, contents only: links are followed at the source and never made.</summary>
    public static async Task CopyAsync(string source, string target, ModelManifest manifest, CancellationToken cancellationToken)
    {
        var files = Of(source, manifest).Concat((manifest.Goldens?.Images ?? []).Select(g => g.File).OfType<string>()).Distinct(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var from = Path.Combine(source, file);
            RefuseEscape(source, from);
            var to = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            await using var input = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var output = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20, FileOptions.Asynchronous);
            await input.CopyToAsync(output, 1 << 20, cancellationToken);
            output.Flush(flushToDisk: true);
        }
    }

    private static bool IsWeights(string file) => Array.Exists(WeightEndings, e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    // A link that leads out of the folder would copy a file of the server into a model.
    private static void RefuseEscape(string folder, string path)
    {
        var root = Path.GetFullPath(folder);
        for (var current = path; current.Length > root.Length; current = Path.GetDirectoryName(current)!)
        {
            var target = (Directory.Exists(current) ? Directory.ResolveLinkTarget(current, returnFinalTarget: true) : File.ResolveLinkTarget(current, returnFinalTarget: true))?.FullName;
            if (target is not null && !Path.GetFullPath(target).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw BenchException.Invalid($"'{current}' is a link that leads out of the folder; copy the file into the folder.", "directory");
        }
    }
}
