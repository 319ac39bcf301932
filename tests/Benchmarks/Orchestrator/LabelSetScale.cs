using System.Diagnostics;
using System.Globalization;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Orchestrator;

/// <summary>Reads annotations of the size of Objects365 and draws the label sets of all levels; the images themselves are not looked at.</summary>
internal sealed class LabelSetScale : IBenchmark
{
    private const int Classes = 365;

    public string Name => "orchestrator-labels";

    public string Description => "label sets of generated annotations; arguments: IMAGES (200000) BOXES (2800000)";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = Argument(arguments, 0, 200_000);
        var boxes = Argument(arguments, 1, 2_800_000);
        using var folder = new TemporaryFolder();
        Generate(folder["annotations.json"], images, boxes);
        Console.WriteLine($"{images} images, {boxes} boxes, {Classes} classes, {new FileInfo(folder["annotations.json"]).Length >> 20} MiB");

        var clock = Stopwatch.StartNew();
        var stage = new ProgressTracker(TimeProvider.System).Begin("read", 0);
        AnnotationIndex annotations;
        await using (var entries = new JsonLinesWriter(folder["entries.jsonl"]))
        {
            annotations = new AnnotationIndex(0.1, entries, stage);
            await new CocoReader(folder["annotations.json"], annotations).ReadAsync(cancellationToken);
        }

        var read = clock.Elapsed;
        var categories = annotations.Categories();
        var labels = categories.Select(c => new Label(c.Name, new Dictionary<string, string>(StringComparer.Ordinal), [], [])).ToArray();
        var taxonomy = new Taxonomy(labels, "generated");
        var usable = new ImageBitmap();
        for (var i = 0; i < annotations.Ids.Count; i++)
            usable.Set(i);
        clock.Restart();
        var byName = categories.ToDictionary(c => c.Name, c => c.Images, StringComparer.Ordinal);
        var drawer = new LabelSetDrawer(taxonomy, new LabelImages(taxonomy, byName, usable), minImages: 10, maxPerLevel: 2000, seed: 1);
        var levels = drawer.Draw(3, cancellationToken);
        var drawn = clock.Elapsed;
        clock.Restart();
        await LabelFile.WriteAsync(folder["labels.jsonl"], annotations.ToImages(), usable, cancellationToken);
        var written = clock.Elapsed;

        Console.WriteLine("| step | seconds |\n| --- | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| read annotations | {read.TotalSeconds:F1} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| draw {string.Join(" + ", levels.Select(l => l.Count))} label sets | {drawn.TotalSeconds:F1} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| write labels.jsonl ({new FileInfo(folder["labels.jsonl"]).Length >> 20} MiB) | {written.TotalSeconds:F1} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nPeak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    private static int Argument(IReadOnlyList<string> arguments, int index, int otherwise) =>
        index < arguments.Count ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    // Classes as frequent as in nature: a few everywhere, most of them rare (Zipf). Polygons make entries as long as real ones.
    private static void Generate(string path, int images, int boxes)
    {
        var random = new Random(1);
        using var file = new StreamWriter(path, append: false, bufferSize: 1 << 20, encoding: new System.Text.UTF8Encoding(false));
        file.Write("{\"images\": [");
        for (var i = 0; i < images; i++)
            file.Write($"{(i > 0 ? ",\n" : "")}{{\"id\": {i}, \"file_name\": \"train/objects365_{i:D9}.jpg\", \"width\": 640, \"height\": 480}}");
        file.Write("], \"annotations\": [");
        for (var i = 0; i < boxes; i++)
        {
            var category = (int)Math.Min(Classes - 1, Math.Exp(random.NextDouble() * Math.Log(Classes + 1)) - 1);
            var (width, height) = (random.Next(10, 500), random.Next(10, 400));
            file.Write($"{(i > 0 ? ",\n" : "")}{{\"id\": {i}, \"image_id\": {random.Next(images)}, \"category_id\": {category + 1}, \"iscrowd\": 0, ");
            file.Write($"\"bbox\": [{random.Next(100)}.5, {random.Next(50)}.25, {width}, {height}], \"segmentation\": [[{string.Join(", ", Enumerable.Range(i % 50, 20))}]]}}");
        }

        file.Write("], \"categories\": [");
        file.Write(string.Join(",\n", Enumerable.Range(1, Classes).Select(c => $"{{\"id\": {c}, \"name\": \"class {c}\"}}")));
        file.Write("]}");
    }
}
