using System.Text.Json.Nodes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.Support;

/// <summary>The first scenes of the bundled sample in a folder of their own, so that a test may break them.</summary>
internal sealed class SampleScenes : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SampleScenes(int count)
    {
        var source = Path.Combine(Repository.Samples, "scenes");
        var coco = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "annotations", "instances.json")))!.AsObject();
        var images = coco["images"]!.AsArray().Take(count).ToArray();
        var ids = images.Select(i => (int)i!["id"]!).ToHashSet();
        var boxes = coco["annotations"]!.AsArray().Where(a => ids.Contains((int)a!["image_id"]!)).ToArray();
        coco["images"] = new JsonArray([.. images.Select(i => i!.DeepClone())]);
        coco["annotations"] = new JsonArray([.. boxes.Select(b => b!.DeepClone())]);
        File.WriteAllText(Annotations, coco.ToJsonString());

        Directory.CreateDirectory(Images);
        Files = [.. images.Select(i => (string)i!["file_name"]!)];
        foreach (var file in Files)
            File.Copy(Path.Combine(source, "images", file), Path.Combine(Images, file));
    }

    /// <summary>Their boxes.</summary>
    public string Annotations => _folder["instances.json"];

    /// <summary>Their folder.</summary>
    public string Images => _folder["images"];

    /// <summary>Their file names.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The data folder of the services of this test.</summary>
    public string Data => _folder["data"];

    /// <summary>The folder of it all.</summary>
    public string Folder => _folder.Path;

    /// <summary>The taxonomy of the bundled sample.</summary>
    public static string Taxonomy => Path.Combine(Repository.Samples, "scenes", "taxonomy.json");

    /// <summary>A bundled model's folder.</summary>
    public static string Model(string name) => Path.Combine(Repository.Samples, "models", name);

    /// <summary>The command that builds a label set from them.</summary>
    /// <param name="more">Further arguments.</param>
    public string[] Build(params string[] more) =>
    [
        "build", "labels", "--annotations", Annotations, "--images", Images, "--taxonomy", Taxonomy,
        "--name", "scenes", "--min-images", "3", "--levels", "2", "--max-per-level", "20", .. more,
    ];

    public void Dispose() => _folder.Dispose();
}
