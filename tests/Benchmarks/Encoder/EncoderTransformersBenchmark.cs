using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>Against <c>@huggingface/transformers</c> (onnxruntime-node and sharp) on the same ONNX files, photos and captions.</summary>
internal sealed class EncoderTransformersBenchmark : IBenchmark
{
    // It gets the batch size it is fastest with.
    private static readonly int[] ImageBatches = [1, 4, 8];
    private static readonly int[] TextBatches = [32];
    private static readonly int[] OneByOne = [1];

    private const int LongestCaption = 60;
    private const int QueryWords = 4;

    public string Name => "encoder-transformers-js";

    public string Description => "stream ÷ @huggingface/transformers, ViT-B/32 size [rounds=5] [images=32] [texts=256]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (rounds, images, texts) = (EncoderBench.Argument(arguments, 0, 5), EncoderBench.Argument(arguments, 1, 32), EncoderBench.Argument(arguments, 2, 256));
        await using var bench = await EncoderBench.StartAsync();
        var model = await bench.AddVitAsync(cancellationToken);
        string[] photos = [.. EncoderBench.Photos().Take(images)];
        ReadOnlyMemory<byte>[] files = [.. photos.Select(f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)))];

        // Captions of up to a dozen words, in the order in which they come, and what people type into a search: their first words.
        string[] captions = [.. EncoderBench.Captions().Where(c => c.Length is > 0 and <= LongestCaption).Take(texts)];
        string[] queries = [.. captions.Select(c => string.Join(' ', c.Split(' ').Take(QueryWords)))];
        using var node = await NodeAsync();

        var ratios = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        for (var r = -1; r < rounds; r++)
        {
            var (ours, vectors) = await bench.StreamImagesAsync(model, files, cancellationToken);
            var theirs = await BestAsync(node, "images", photos, ImageBatches, vectors[0]);
            Take("photos", ours, theirs);
            foreach (var (kind, items) in new[] { ("captions", captions), ("queries", queries) })
            {
                var (ourTexts, textVectors) = await bench.StreamTextsAsync(model, items, cancellationToken);
                Take($"{kind}, theirs 32 at a time", ourTexts, await BestAsync(node, "texts", items, TextBatches, textVectors[0]));
                Take($"{kind}, theirs one by one", ourTexts, await BestAsync(node, "texts", items, OneByOne, textVectors[0]));
                Take($"{kind}, theirs 32 at a time, filled up to 77", ourTexts, await BestAsync(node, "filled", items, TextBatches, textVectors[0]));
            }

            void Take(string name, double ours, (double Seconds, double Cosine) theirs)
            {
                if (r < 0)
                    Console.WriteLine($"{name}: cosine of the first {theirs.Cosine:F6}.");
                else
                    (ratios.TryGetValue(name, out var seen) ? seen : ratios[name] = []).Add(theirs.Seconds / ours);
            }
        }

        Console.WriteLine();
        Console.WriteLine("| | ours ÷ transformers.js, median | lowest | highest |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var (name, seen) in ratios)
            Console.WriteLine($"| {name} | {EncoderBench.Median(seen):F2} | {seen.Min():F2} | {seen.Max():F2} |");
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

    private static async Task<(double Seconds, double Cosine)> BestAsync(Process node, string kind, string[] items, int[] batches, EncodeOutcome expected)
    {
        var best = double.PositiveInfinity;
        var cosine = 0.0;
        foreach (var batch in batches)
        {
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { kind, items, batch }));
            await node.StandardInput.FlushAsync();
            using var answer = JsonDocument.Parse(await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("node ended"));
            best = Math.Min(best, answer.RootElement.GetProperty("seconds").GetDouble());
            cosine = TensorPrimitives.CosineSimilarity<float>([.. answer.RootElement.GetProperty("first").EnumerateArray().Select(e => e.GetSingle())], [.. expected.Embedding.Values]);
        }

        return (best, cosine);
    }
}
