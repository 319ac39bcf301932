using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageSearchBench.Scenes.Composition;
using ImageSearchBench.Scenes.Kinds;

namespace ImageSearchBench.Scenes.Output;

/// <summary>Draws scenes on all cores and writes them with their annotations. The files depend on the options alone.</summary>
internal static class DatasetWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Pretty = new(Json) { WriteIndented = true, NewLine = "\n" };

    public static void Write(Options options)
    {
        var images = Path.Combine(options.Out, "images");
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(Path.Combine(options.Out, "annotations"));
        var rows = new SceneRows[options.Count];
        Parallel.For(
            0,
            options.Count,
            () => new Renderer(options.Size, options.Quality),
            (index, _, renderer) =>
            {
                var scene = Scene.Make(options.Seed, index, renderer);
                var row = SceneRows.Of(scene, options);
                File.WriteAllBytes(Path.Combine(images, row.File), scene.Picture.Jpeg);
                rows[index] = row;
                return renderer;
            },
            renderer => renderer.Dispose());
        WriteAnnotations(options, rows);
        WriteLines(options.Out, "captions.jsonl", rows.Select(row => row.Caption));
        WriteLines(options.Out, "metadata.jsonl", rows.Select(row => row.Metadata));
        if (options.Details) WriteLines(options.Out, "details.jsonl", rows.Select(row => row.Detail));
        File.WriteAllText(Path.Combine(options.Out, "taxonomy.json"), JsonSerializer.Serialize(Taxonomy.Build(), Pretty) + "\n");
    }

    private static void WriteAnnotations(Options options, SceneRows[] rows)
    {
        var images = rows.Select((row, i) => new CocoImage(i + 1, row.File, options.Size, options.Size)).ToArray();
        var annotations = new List<CocoAnnotation>();
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var seen in rows[i].Objects)
            {
                annotations.Add(new CocoAnnotation(
                    annotations.Count + 1, i + 1, seen.Kind.Id, [seen.Box.Left, seen.Box.Top, seen.Box.Width, seen.Box.Height], seen.Pixels, 0));
            }
        }

        var categories = Catalogue.All.Select(kind => new CocoCategory(kind.Id, kind.En, kind.Super)).ToArray();
        File.WriteAllText(
            Path.Combine(options.Out, "annotations", "instances.json"),
            JsonSerializer.Serialize(new CocoFile(images, annotations, categories), Json) + "\n");
    }

    private static void WriteLines<T>(string folder, string name, IEnumerable<T> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(JsonSerializer.Serialize(row, Json)).Append('\n');
        File.WriteAllText(Path.Combine(folder, name), text.ToString());
    }

    /// <summary>What remains of a scene once its picture is written.</summary>
    private sealed record SceneRows(string File, IReadOnlyList<Visible> Objects, CaptionRow Caption, MetadataRow Metadata, DetailRow Detail)
    {
        public static SceneRows Of(Scene scene, Options options)
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{options.Prefix}{scene.Index + 1:000000}.jpg");
            var caption = Output.Caption.Of(scene);
            var metadata = new MetadataRow(
                file,
                scene.Time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
                Math.Round(scene.Latitude, 5),
                Math.Round(scene.Longitude, 5),
                scene.Place);
            var plan = scene.Plan;
            var groups = scene.Picture.Objects.GroupBy(seen => seen.Group).Select(seen =>
            {
                var group = plan.Groups[seen.Key];
                return new DetailGroup(
                    group.Kind.En, group.Mixed ? "" : group.Tint.En, group.Mixed ? -1 : group.Variant, seen.Count(), seen.Sum(one => one.Pixels));
            });
            var detail = new DetailRow(
                file, plan.Theme.Key, plan.Air.Light.ToString(), plan.Air.Weather.ToString(), plan.Theme.Indoor ? plan.Accent.En : "", [.. groups]);
            return new SceneRows(file, scene.Picture.Objects, new CaptionRow(file, caption.Zh, caption.En), metadata, detail);
        }
    }
}
