using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.Formats.Import;
using ImageSearchBench.Orchestrator.Formats.Import.ChineseClip;
using ImageSearchBench.Orchestrator.Formats.Import.Coco;

namespace ImageSearchBench.Benchmarks.Formats;

/// <summary>Reads files far larger than memory should grow: a COCO-shaped JSON and a Chinese-CLIP tsv, made in a temporary folder and removed.</summary>
internal sealed class FormatReadBenchmark : IBenchmark
{
    public string Name => "format-read";

    public string Description => "reads a COCO-shaped JSON and a Chinese-CLIP tsv as an import does, with checks: [JSON GB=5] [tsv GB=10]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("isb-benchmark-formats-").FullName;
        try
        {
            Console.WriteLine("| file | GB | entries | s | MB/s | peak memory of the process MB |\n| --- | ---: | ---: | ---: | ---: | ---: |");
            var json = Path.Combine(folder, "instances.json");
            WriteCoco(json, Gigabytes(arguments, 0, 5), cancellationToken);
            await MeasureAsync("COCO-shaped JSON", new CocoInstancesImporter(), json, cancellationToken);
            File.Delete(json);
            WriteTsv(folder, Gigabytes(arguments, 1, 10), cancellationToken);
            await MeasureAsync("Chinese-CLIP tsv", new ChineseClipImporter(), folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, IDatasetImporter importer, string path, CancellationToken cancellationToken)
    {
        var bytes = Directory.Exists(path) ? Directory.EnumerateFiles(path).Sum(f => new FileInfo(f).Length) : new FileInfo(path).Length;
        var work = Directory.CreateTempSubdirectory("isb-benchmark-work-").FullName;
        var faults = new Faults();
        var clock = Stopwatch.StartNew();
        await using var source = new CheckedSource(
            await importer.OpenAsync(new SourceInput([path], "", "", work, faults), cancellationToken), await IdMap.ReadAsync([path], faults, cancellationToken), faults);
        long entries = 0;
        await foreach (var image in source.ReadImagesAsync(cancellationToken))
        {
            source.Keep(image.Id);
            entries++;
        }

        await foreach (var query in source.ReadQueriesAsync(cancellationToken))
            entries += 1 + query.Judgments.Count;
        var seconds = clock.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {bytes / 1e9:F2} | {entries} | {seconds:F1} | {bytes / 1e6 / seconds:F0} | {process.PeakWorkingSet64 / 1e6:F0} |"));
        Directory.Delete(work, recursive: true);
    }

    // Objects365's proportions: some 15 boxes an image.
    private static void WriteCoco(string path, double gigabytes, CancellationToken cancellationToken)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        var images = (long)(gigabytes * 1e9 / (130 + (15 * 155)));
        file.Write("{\"images\": [");
        for (long i = 1; i <= images; i++)
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{(i > 1 ? "," : "")}{{\"id\": {i}, \"file_name\": \"patch{i % 50}/objects365_v2_{i:D8}.jpg\", \"height\": 512, \"width\": 769, \"license\": 5}}"));
        file.Write("], \"annotations\": [");
        for (long a = 0; a < images * 15; a++)
        {
            if (a % 100_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{(a > 0 ? "," : "")}{{\"id\": {a}, \"iscrowd\": 0, \"isfake\": 0, \"area\": 4131.0117, \"isreflected\": 0, \"bbox\": [365.1, 22.9, 52.3, 78.9], \"image_id\": {(a / 15) + 1}, \"category_id\": {(a * 7 % 365) + 1}}}"));
        }

        file.Write("], \"categories\": [");
        file.Write(string.Join(',', Enumerable.Range(1, 365).Select(i => $"{{\"id\": {i}, \"name\": \"class {i}\"}}")));
        file.Write("]}");
    }

    // Photos of 100 KB, as MUGE's are on average.
    private static void WriteTsv(string folder, double gigabytes, CancellationToken cancellationToken)
    {
        var photo = new byte[100_000];
        new Random(1).NextBytes(photo);
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(photo.Length)];
        Base64.EncodeToUtf8(photo, text, out _, out var length);
        var lines = (long)(gigabytes * 1e9 / (length + 12));
        using (var file = new FileStream(Path.Combine(folder, "test_imgs.tsv"), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20))
        {
            for (long i = 0; i < lines; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{7454547004 + i}\t")));
                file.Write(text.AsSpan(0, length));
                file.WriteByte((byte)'\n');
            }
        }

        using var texts = new StreamWriter(Path.Combine(folder, "test_texts.jsonl"));
        for (long i = 0; i < lines; i++)
            texts.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"text_id\": {i}, \"text\": \"高级感托特包斜挎 {i}\", \"image_ids\": [{7454547004 + i}]}}"));
    }

    private static double Gigabytes(IReadOnlyList<string> arguments, int at, double byDefault) =>
        arguments.Count > at ? double.Parse(arguments[at], CultureInfo.InvariantCulture) : byDefault;

    private sealed class Faults : IFormatFaults
    {
        public void Refuse(string place, string what) => throw BenchException.Invalid($"{place}: {what}");

        public void LeaveOut(string place, string item, string reason) => throw BenchException.Invalid($"{place}: {item}: {reason}");
    }
}
