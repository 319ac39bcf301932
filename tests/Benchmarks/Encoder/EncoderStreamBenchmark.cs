using System.Diagnostics;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>What serving costs: files and texts through the gRPC stream against a bare loop over a session on ready tensors.</summary>
internal sealed class EncoderStreamBenchmark : IBenchmark
{
    // What it is fastest with.
    private const int BareImages = 8;
    private const int BareTexts = 32;

    // Streams in which the runtime has seen the serving code often enough to compile it for good.
    private const int WarmUps = 24;

    public string Name => "encoder-stream";

    public string Description => "stream from JPEG bytes and texts ÷ bare session on ready tensors, ViT-B/32 size [rounds=5] [images=256] [texts=768]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (rounds, images, texts) = (EncoderBench.Argument(arguments, 0, 5), EncoderBench.Argument(arguments, 1, 256), EncoderBench.Argument(arguments, 2, 768));
        await using var bench = await EncoderBench.StartAsync();
        await WarmUpAsync(bench, cancellationToken);
        var model = await bench.AddVitAsync(cancellationToken);
        var catalog = bench.Services.GetRequiredService<ModelCatalog>();
        var folder = catalog.FolderOf(model);
        var manifest = catalog.Get(model);
        var loader = bench.Services.GetRequiredService<ModelLoader>();

        ReadOnlyMemory<byte>[] files = [.. EncoderBench.PhotoFiles(images)];
        var preprocessor = new Preprocessor(manifest.Image!.Preprocess, manifest.Image.Size);
        float[][] tensors = [.. files.Select(_ => new float[preprocessor.TensorLength])];
        Prepare(loader.Decoder, preprocessor, files, tensors);
        // Once more: memory that is touched for the first time costs as much again.
        var started = Stopwatch.GetTimestamp();
        Prepare(loader.Decoder, preprocessor, files, tensors);
        Console.WriteLine($"Decoding and preprocessing alone: {Stopwatch.GetElapsedTime(started).TotalMilliseconds / files.Length:F2} ms an image on one thread.");
        string[] captions = [.. EncoderBench.Captions().Take(texts)];
        var encoding = TokenizerLoader.Load(folder, manifest.Text!.Tokenizer, manifest.Text.Context);
        // The bare loop's best: every batch full and of one length.
        int[][][] ids = [.. captions.Select(c => encoding.Encode(c).Ids).GroupBy(i => i.Length).SelectMany(g => g.Chunk(BareTexts))];
        Console.WriteLine($"The captions have {(double)ids.Sum(batch => batch.Sum(i => i.Length)) / captions.Length:F1} tokens on average.");

        // The bare session has all cores to itself. It runs the file as it is published, which is what a caller would do without the service, and
        // as the service made it when the model was added, which shows what serving costs.
        using var session = Sessions.Create(new EncoderOptions { Runs = 1 });
        var ratios = new List<(string Name, List<double> Bare, List<double> Ratios)>();
        foreach (var (which, place) in new[] { ("file as published", EncoderBench.VitFolder), ("file as added", folder) })
        {
            using var imageTower = new ImageTower(place, manifest.Image, session, BareImages);
            using var textTower = new TextTower(place, manifest.Text, session, BareTexts, int.MaxValue);
            var (imageRatios, textRatios) = (($"images from JPEG bytes, {which}", new List<double>(), new List<double>()), ($"captions, {which}", new List<double>(), new List<double>()));
            for (var r = -1; r < rounds; r++)
            {
                await CompareAsync(imageRatios, files.Length, r >= 0, () => Bare(imageTower, [.. tensors.Chunk(BareImages)]), () => bench.StreamImagesAsync(model, files, cancellationToken));
                await CompareAsync(textRatios, captions.Length, r >= 0, () => Bare(textTower, ids), () => bench.StreamTextsAsync(model, captions, cancellationToken));
            }

            ratios.AddRange([imageRatios, textRatios]);
        }

        Console.WriteLine();
        Console.WriteLine("| | bare session, items/s | stream ÷ bare, median | lowest | highest |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (name, bare, seen) in ratios.OrderBy(r => r.Name, StringComparer.Ordinal))
            Console.WriteLine($"| {name} | {EncoderBench.Median(bare):F1} | {EncoderBench.Median(seen):F3} | {seen.Min():F3} | {seen.Max():F3} |");
    }

    // Compiling takes seconds of processor time that belong to no item. A small model calls the same code a thousand times a second.
    private static async Task WarmUpAsync(EncoderBench bench, CancellationToken cancellationToken)
    {
        var small = await bench.AddSmallAsync(cancellationToken);
        ReadOnlyMemory<byte>[] files = [.. EncoderBench.PhotoFiles(128)];
        string[] captions = [.. EncoderBench.Captions().Take(2048)];
        for (var i = 0; i < WarmUps; i++)
        {
            await bench.StreamImagesAsync(small, files, cancellationToken);
            await bench.StreamTextsAsync(small, captions, cancellationToken);
        }
    }

    private static void Prepare(ImageDecoder decoder, Preprocessor preprocessor, ReadOnlyMemory<byte>[] files, float[][] tensors)
    {
        for (var i = 0; i < files.Length; i++)
        {
            using var raster = decoder.Decode(files[i], applyExif: false);
            preprocessor.ToTensor(raster, tensors[i]);
        }
    }

    private static async Task CompareAsync(
        (string Name, List<double> Bare, List<double> Ratios) into, int items, bool counts, Func<double> bare, Func<Task<(double Seconds, EncodeOutcome[] Outcomes)>> serve)
    {
        var alone = bare();
        var served = (await serve()).Seconds;
        alone = (alone + bare()) / 2;
        if (!counts)
            return;
        into.Bare.Add(items / alone);
        into.Ratios.Add(alone / served);
        Console.WriteLine($"{into.Name}: {alone / served:F3}");
    }

    private static double Bare<TInput>(ITower<TInput> tower, TInput[][] batches)
    {
        using var run = new RunOptions();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            tower.Run(batch, run);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
