using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// A dataset's identity: the SHA-256 of a short text that names the kind and the SHA-256 of the parameters (as canonical JSON: keys
/// in ordinal order, no white space) and of each file. Anybody can compute it with <c>sha256sum</c>; see docs/data-format.md.
/// </summary>
internal static class DatasetHash
{
    public static async Task<string> ComputeAsync(string folder, string kind, JsonObject parameters, CancellationToken cancellationToken)
    {
        var text = "imagesearchbench-dataset 1\n"
            + $"kind {kind}\n"
            + $"parameters {Hashing.Sha256(Canonical(parameters)!.ToJsonString(Storage.Json.Line))}\n";
        foreach (var name in DatasetFiles.Hashed)
        {
            var path = Path.Combine(folder, name);
            text += $"{name} {(File.Exists(path) ? await Hashing.Sha256FileAsync(path, cancellationToken) : "-")}\n";
        }

        foreach (var name in DatasetFiles.HashedIfThere.Where(name => File.Exists(Path.Combine(folder, name))))
            text += $"{name} {await Hashing.Sha256FileAsync(Path.Combine(folder, name), cancellationToken)}\n";
        return Hashing.Sha256(text);
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Canonical(p.Value)))),
        JsonArray a => new JsonArray(a.Select(Canonical).ToArray()),
        _ => node?.DeepClone(),
    };
}
