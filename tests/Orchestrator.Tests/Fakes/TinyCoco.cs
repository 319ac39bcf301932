using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>A COCO-format data set of a few small images, each easy to break in its own way.</summary>
internal sealed class TinyCoco : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TinyCoco(JsonObject document) => Document = document;

    /// <summary>The annotations; written by <see cref="Save"/>.</summary>
    public JsonObject Document { get; }

    public string Annotations => _folder["annotations.json"];

    public string Images => _folder["images"];

    public string this[string name] => _folder[name];

    /// <summary>12 images of 8 × 8 pixels. Each shows a dog that fills it, the even ones also a cat, every third one a tiny bird.</summary>
    public static TinyCoco Write()
    {
        var images = new JsonArray();
        var annotations = new JsonArray();
        var coco = new TinyCoco(new JsonObject { ["images"] = images, ["annotations"] = annotations });
        Directory.CreateDirectory(coco.Images);
        for (var i = 1; i <= 12; i++)
        {
            images.Add(new JsonObject { ["id"] = i, ["file_name"] = $"{i}.bmp", ["width"] = 8, ["height"] = 8 });
            File.WriteAllBytes(Path.Combine(coco.Images, $"{i}.bmp"), Bitmap((byte)(i * 20)));
            annotations.Add(Box(i, 18, 8, 8));
            if (i % 2 == 0)
                annotations.Add(Box(i, 17, 8, 4));
            if (i % 3 == 0)
                annotations.Add(Box(i, 16, 1, 1));
        }

        coco.Document["categories"] = new JsonArray(
            new JsonObject { ["id"] = 16, ["name"] = "bird" },
            new JsonObject { ["id"] = 17, ["name"] = "cat" },
            new JsonObject { ["id"] = 18, ["name"] = "dog" });
        coco.Save();
        return coco;
    }

    public void Save() => File.WriteAllText(Annotations, Document.ToJsonString());

    public JobSpec Spec(ulong seed = 1) => new()
    {
        BuildLabelSet = new BuildLabelSet { Name = "tiny", Annotations = Annotations, Images = Images, MinImages = 4, Seed = seed },
    };

    public void Dispose() => _folder.Dispose();

    /// <summary>An 8 × 8 picture of one grey, as an uncompressed BMP.</summary>
    public static byte[] Bitmap(byte grey)
    {
        var file = new byte[54 + (8 * 24)];
        "BM"u8.CopyTo(file);
        BitConverter.TryWriteBytes(file.AsSpan(2), file.Length);
        BitConverter.TryWriteBytes(file.AsSpan(10), 54);
        BitConverter.TryWriteBytes(file.AsSpan(14), 40);
        BitConverter.TryWriteBytes(file.AsSpan(18), 8);
        BitConverter.TryWriteBytes(file.AsSpan(22), 8);
        BitConverter.TryWriteBytes(file.AsSpan(26), (short)1);
        BitConverter.TryWriteBytes(file.AsSpan(28), (short)24);
        file.AsSpan(54).Fill(grey);
        return file;
    }

    private static JsonObject Box(int image, int category, int width, int height) => new()
    {
        ["image_id"] = image,
        ["category_id"] = category,
        ["bbox"] = new JsonArray(0, 0, width, height),
    };
}
