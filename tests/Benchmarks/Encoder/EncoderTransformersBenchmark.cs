using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>Against <c>@huggingface/transformers</c> (onnxruntime-node and sharp) on the same ONNX files, photos and captions.</summary>
internal sealed class EncoderTransformersBenchmark : IBenchmark
{
    private static readonly int[] ImageBatches = [1, 4, 8];
    private static readonly int[] TextBatches = [16, 32, 64, 128];

    // Texts and photos that are enough to tell which batch is fastest, and for what is slow.
    private const int Sample = 256;
    private const int LongestCaption = 60;
    private const int QueryWords = 4;

    public string Name => "encoder-transformers-js";

    public string Description => "stream ÷ @huggingface/transformers, ViT-B/32 size [rounds=5] [images=32] [texts=1024]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (rounds, images, texts) = (EncoderBench.Argument(arguments, 0, 5), EncoderBench.Argument(arguments, 1, 32), EncoderBench.Argument(arguments, 2, 1024));
        await using var bench = await EncoderBench.StartAsync();
        var model = await bench.AddVitAsync(cancellationToken);
        string[] photos = [.. EncoderBench.Photos().Take(images)];
        ReadOnlyMemory<byte>[] files = [.. photos.Select(f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)))];

        // Captions of up to a dozen words, in the order in which they come, and what people type into a search: their first words.
        string[] captions = [.. EncoderBench.Captions().Where(c => c.Length is > 0 and <= LongestCaption).Take(texts)];
        string[] queries = [.. captions.Select(c => string.Join(' ', c.Split(' ').Take(QueryWords)))];
        using var node = await NodeAsync();

        // It gets the batch sizes it is fastest with; found out beforehand, for the best of three timings in each round would be luck as well.
        var imageBatch = await FastestAsync(node, "images", photos, ImageBatches);
        var captionBatch = await FastestAsync(node, "texts", captions, TextBatches);
        var queryBatch = await FastestAsync(node, "texts", queries, TextBatches);
        Console.WriteLine($"transformers.js is fastest with {imageBatch} photos, {captionBatch} captions, {queryBatch} queries at a time.");

        var seen = new SortedDictionary<string, List<(double Ours, double Theirs)>>(StringComparer.Ordinal);
        for (var r = -1; r < rounds; r++)
        {
            var (ours, vectors) = await bench.StreamImagesAsync(model, files, cancellationToken);
            var theirs = await TimeAsync(node, "images", photos, imageBatch, vectors[0]);
            Take("photos", photos.Length, ours, theirs);
            foreach (var (kind, items, batch) in new[] { ("captions", captions, captionBatch), ("queries", queries, queryBatch) })
            {
                var (ourTexts, textVectors) = await bench.StreamTextsAsync(model, items, cancellationToken);
                Take($"{kind}, theirs {batch} at a time", items.Length, ourTexts, await TimeAsync(node, "texts", items, batch, textVectors[0]));

                // Its slow ways are timed on a sample.
                string[] sample = [.. items.Take(Sample)];
                var share = ourTexts * sample.Length / items.Length;
                Take($"{kind}, theirs one by one", sample.Length, share, await TimeAsync(node, "texts", sample, 1, textVectors[0]));
                Take($"{kind}, theirs 32 at a time, filled up to 77", sample.Length, share, await TimeAsync(node, "filled", sample, 32, textVectors[0]));
            }

            void Take(string name, int items, double ours, (double Seconds, double Cosine) theirs)
            {
                if (r < 0)
                    Console.WriteLine($"{name}: cosine of the first {theirs.Cosine:F6}.");
                else
                    (seen.TryGetValue(name, out var rates) ? rates : seen[name] = []).Add((items / ours, items / theirs.Seconds));
            }
        }

        Console.WriteLine();
        Console.WriteLine("| | ours, items/s | transformers.js, items/s | ours ÷ transformers.js, median | lowest | highest |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (name, rates) in seen)
        {
            double[] ratios = [.. rates.Select(r => r.Ours / r.Theirs)];
            Console.WriteLine(
                $"| {name} | {EncoderBench.Median(rates.Select(r => r.Ours)):F1} | {EncoderBench.Median(rates.Select(r => r.Theirs)):F1} | {EncoderBench.Median(ratios):F2} | {ratios.Min():F2} | {ratios.Max():F2} |");
        }
    }

    private static async Task<Process> NodeAsync()
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(Repository.Root, "tests", "Benchmarks", "Encoder", "transformers-js.mjs"), Path.Combine(EncoderBench.Cache, "node"), EncoderBench.Cache, "vit-b-32",
            },
        };
        var node = Process.Start(start)!;
        _ = await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("node ended: npm install --ignore-scripts @huggingface/transformers@4.3.1 in .cache/encoder-bench/node");
        return node;
    }

    private static async Task<int> FastestAsync(Process node, string kind, string[] items, int[] batches)
    {
        var times = batches.ToDictionary(b => b, _ => new List<double>());
        for (var r = 0; r < 4; r++)
        {
            foreach (var (batch, seen) in times)
            {
                using var answer = await AskAsync(node, kind, [.. items.Take(Sample)], batch);

                // The first time warms up.
                if (r > 0)
                    seen.Add(answer.RootElement.GetProperty("seconds").GetDouble());
            }
        }

        return times.MinBy(t => EncoderBench.Median(t.Value)).Key;
    }

    private static async Task<(double Seconds, double Cosine)> TimeAsync(Process node, string kind, string[] items, int batch, EncodeOutcome expected)
    {
        using var answer = await AskAsync(node, kind, items, batch);
        var cosine = TensorPrimitives.CosineSimilarity<float>(
            [.. answer.RootElement.GetProperty("first").EnumerateArray().Select(e => e.GetSingle())], [.. expected.Embedding.Values]);
        return (answer.RootElement.GetProperty("seconds").GetDouble(), cosine);
    }

    private static async Task<JsonDocument> AskAsync(Process node, string kind, string[] items, int batch)
    {
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { kind, items, batch }));
        await node.StandardInput.FlushAsync();
        return JsonDocument.Parse(await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("node ended"));
    }
}
