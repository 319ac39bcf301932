using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
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

    public string Name => "encoder-transformers-js";

    public string Description => "stream ÷ @huggingface/transformers, ViT-B/32 size [rounds=5] [images=32] [texts=256]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (rounds, images, texts) = (EncoderBench.Argument(arguments, 0, 5), EncoderBench.Argument(arguments, 1, 32), EncoderBench.Argument(arguments, 2, 256));
        await using var bench = await EncoderBench.StartAsync();
        var model = await bench.AddVitAsync(cancellationToken);
        string[] photos = [.. EncoderBench.Photos().Take(images)];
        ReadOnlyMemory<byte>[] files = [.. photos.Select(f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)))];
        // Short: what people type into a search, up to a dozen words, in the order in which they come.
        string[] captions = [.. EncoderBench.Captions().Where(c => c.Length is > 0 and <= LongestCaption).Take(texts)];
        using var node = await NodeAsync();

        var ratios = new List<(double Images, double Texts, double Single)>();
        for (var r = -1; r < rounds; r++)
        {
            var (ours, vectors) = await bench.StreamImagesAsync(model, files, cancellationToken);
            var theirs = await BestAsync(node, "images", photos, ImageBatches, [.. vectors[0].Embedding.Values]);
            var (ourTexts, textVectors) = await bench.StreamTextsAsync(model, captions, cancellationToken);
            var theirTexts = await BestAsync(node, "texts", captions, TextBatches, [.. textVectors[0].Embedding.Values]);
            var theirSingle = await BestAsync(node, "texts", captions, OneByOne, [.. textVectors[0].Embedding.Values]);
            if (r < 0)
            {
                Console.WriteLine($"Cosine of the first image {theirs.Cosine:F6} and of the first text {theirTexts.Cosine:F6}.");
                continue;
            }

            ratios.Add((theirs.Seconds / ours, theirTexts.Seconds / ourTexts, theirSingle.Seconds / ourTexts));
            Console.WriteLine(
                $"round {r}: images {files.Length / ours:F1}/s against {files.Length / theirs.Seconds:F1}/s, texts {captions.Length / ourTexts:F0}/s against {captions.Length / theirTexts.Seconds:F0}/s in batches and {captions.Length / theirSingle.Seconds:F0}/s one by one");
        }

        Console.WriteLine();
        Console.WriteLine("| | ours ÷ transformers.js, median | lowest | highest |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Console.WriteLine($"| photos | {EncoderBench.Median(ratios.Select(x => x.Images)):F2} | {ratios.Min(x => x.Images):F2} | {ratios.Max(x => x.Images):F2} |");
        Console.WriteLine($"| short captions, theirs 32 at a time | {EncoderBench.Median(ratios.Select(x => x.Texts)):F2} | {ratios.Min(x => x.Texts):F2} | {ratios.Max(x => x.Texts):F2} |");
        Console.WriteLine($"| short captions, theirs one by one | {EncoderBench.Median(ratios.Select(x => x.Single)):F2} | {ratios.Min(x => x.Single):F2} | {ratios.Max(x => x.Single):F2} |");
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

    private static async Task<(double Seconds, double Cosine)> BestAsync(Process node, string kind, string[] items, int[] batches, float[] expected)
    {
        var best = double.PositiveInfinity;
        var cosine = 0.0;
        foreach (var batch in batches)
        {
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { kind, items, batch }));
            await node.StandardInput.FlushAsync();
            using var answer = JsonDocument.Parse(await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("node ended"));
            best = Math.Min(best, answer.RootElement.GetProperty("seconds").GetDouble());
            cosine = TensorPrimitives.CosineSimilarity<float>([.. answer.RootElement.GetProperty("first").EnumerateArray().Select(e => e.GetSingle())], expected);
        }

        return (best, cosine);
    }
}
