using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models;

/// <summary>The files of a model's folder.</summary>
internal static class ModelFiles
{
    // ONNX keeps large weights beside the graph; these are the suffixes that exporters give them.
    private static readonly string[] WeightSuffixes = ["_data", ".data", ".extra_file", "_data_1", "_data_2", "_data_3"];

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
            foreach (var suffix in file is null ? [] : WeightSuffixes)
            {
                if (File.Exists(Path.Combine(folder, file + suffix)))
                    files.Add(file + suffix);
            }
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
        var files = Of(source, manifest).Concat((manifest.Goldens?.Images ?? []).Select(g => g.File)).Distinct(StringComparer.Ordinal);
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
