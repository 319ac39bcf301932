using System.Diagnostics;
using System.Numerics.Tensors;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Models;

/// <summary>
/// What a model has to pass before it may answer callers: it runs, the same input gives the same output twice, its goldens hold. Whether
/// results depend on the batch is measured, not believed.
/// </summary>
internal sealed class ModelTrial(ModelLoader loader)
{
    private const int BatchOfTrial = 4;
    private const int TimedRuns = 3;
    private const double HeadTolerance = 1e-3;

    // Short and long, two scripts, and two of the same length, so that a batch of them can be run.
    private static readonly string[] Texts = ["a photo of a cat", "一只猫", "a photo of a dog", "two children play with a red ball on the beach in front of the sea"];

    /// <summary>Runs a folder's model.</summary>
    /// <returns>The length of its vectors, what was measured, and what held, a line each.</returns>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it cannot be loaded, or does not hold what its manifest says.</exception>
    public async Task<TrialResult> RunAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        await loader.RunGate.WaitAsync(cancellationToken);
        try
        {
            // A model may take long to load and run; the thread that called has other things to do.
            return await Task.Run(() => Run(folder, manifest), cancellationToken);
        }
        finally
        {
            loader.RunGate.Release();
        }
    }

    private TrialResult Run(string folder, ModelManifest manifest)
    {
        var checks = new List<string>();
        var dependent = ModelPrecision.IsDynamicallyQuantised(folder, manifest);
        if (dependent)
            checks.Add("dynamically quantised: run one item at a time");
        double imagesPerSecond = 0, textsPerSecond = 0;
        var dimension = manifest.Dimension;
        if (manifest.Image is { } image)
        {
            using var tower = loader.LoadImageTower(folder, image, BatchOfTrial);
            var preprocessor = new Preprocessor(image.Preprocess, image.Size);
            float[][] inputs = [.. Enumerable.Range(0, BatchOfTrial).Select(seed => TestTensor(preprocessor, seed))];
            (var differs, imagesPerSecond) = Try(tower, inputs, "image", checks);
            dependent |= differs;
            dimension = CheckDimension(dimension, tower.Dimension, "image");
            CheckImages(folder, manifest, tower, preprocessor, checks);
        }

        if (manifest.Text is { } text)
        {
            using var tower = loader.LoadTextTower(folder, text, BatchOfTrial);
            var encoding = TokenizerLoader.Load(folder, text.Tokenizer, text.Context);
            var byLength = Texts.Select(t => encoding.Encode(t).Ids).GroupBy(tower.LengthOf).OrderByDescending(g => g.Count()).First();
            (var differs, textsPerSecond) = Try(tower, [.. byLength], "text", checks);
            dependent |= differs;
            dimension = CheckDimension(dimension, tower.Dimension, "text");
            CheckTexts(manifest, tower, encoding, checks);
        }

        return new TrialResult(dimension, dependent, imagesPerSecond, textsPerSecond, checks);
    }

    private static (bool BatchDependent, double PerSecond) Try<TInput>(ITower<TInput> tower, TInput[] inputs, string name, List<string> checks)
    {
        using var run = new RunOptions();
        var alone = tower.Run([inputs[0]], run)[0];
        var again = tower.Run([inputs[0]], run)[0];
        if (!alone.AsSpan().SequenceEqual(again))
        {
            throw BenchException.Invalid(
                $"The {name} tower gave two vectors for the same input (cosine {Cosine(alone, again):F6}): its figures could not be repeated. Export it without dropout and random ops.");
        }

        checks.Add($"{name} tower: same output twice");
        var size = Math.Min(tower.MaxBatch, inputs.Length);
        var batch = tower.Run(inputs[..size], run);
        var differs = !batch[0].AsSpan().SequenceEqual(alone);
        checks.Add(differs
            ? $"{name} tower: vectors depend on the batch (cosine {Cosine(alone, batch[0]):F6}); run one item at a time"
            : $"{name} tower: same output alone and in a batch");

        var used = differs ? 1 : size;
        var times = new double[TimedRuns];
        for (var i = 0; i < TimedRuns; i++)
        {
            var started = Stopwatch.GetTimestamp();
            tower.Run(inputs[..used], run);
            times[i] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(times);
        return (differs, Math.Round(used / times[TimedRuns / 2], 1));
    }

    private void CheckImages(string folder, ModelManifest manifest, ImageTower tower, Preprocessor preprocessor, List<string> checks)
    {
        using var run = new RunOptions();
        foreach (var golden in (manifest.Goldens?.Images ?? []).Where(g => g.File is not null))
        {
            using var raster = loader.Decoder.Decode(File.ReadAllBytes(Path.Combine(folder, golden.File!)), manifest.Image!.Preprocess.ApplyExif);
            var tensor = new float[preprocessor.TensorLength];
            preprocessor.ToTensor(raster, tensor);
            CheckVector(golden.File!, tower.Run([tensor], run)[0], golden.Embedding, golden.EmbeddingHead, manifest.Goldens!.MinCosine, checks);
        }
    }

    private static void CheckTexts(ModelManifest manifest, TextTower tower, TextEncoding encoding, List<string> checks)
    {
        using var run = new RunOptions();
        foreach (var golden in manifest.Goldens?.Texts ?? [])
        {
            var ids = encoding.Encode(golden.Text).Ids;
            if (golden.Ids is not null && !golden.Ids.SequenceEqual(ids))
                throw BenchException.Invalid($"The golden text '{golden.Text}' should have the token ids {string.Join(' ', golden.Ids)}; it has {string.Join(' ', ids)}: check the tokenizer's settings.");
            if (golden.Ids is not null)
                checks.Add($"'{golden.Text}': token ids as the reference's");
            CheckVector($"'{golden.Text}'", tower.Run([ids], run)[0], golden.Embedding, golden.EmbeddingHead, manifest.Goldens!.MinCosine, checks);
        }
    }

    private static void CheckVector(string what, float[] vector, IReadOnlyList<float>? whole, IReadOnlyList<float>? head, double least, List<string> checks)
    {
        if (whole is not null)
        {
            var cosine = whole.Count == vector.Length ? Cosine(vector, [.. whole]) : 0;
            if (!(cosine >= least))
                throw BenchException.Invalid($"The golden {what} should have a cosine of at least {least}; it has {cosine:F6}: check preprocessing and files.");
            checks.Add($"{what}: cosine {cosine:F6} to the reference's vector");
        }

        if (head is not null)
        {
            var worst = head.Count > vector.Length ? double.PositiveInfinity : head.Select((x, i) => Math.Abs((double)x - vector[i])).DefaultIfEmpty().Max();
            if (!(worst <= HeadTolerance))
                throw BenchException.Invalid($"The golden {what} differs by {worst:G3} from the reference's first numbers: check preprocessing and files.");
            checks.Add($"{what}: first numbers as the reference's");
        }
    }

    private static int CheckDimension(int expected, int actual, string tower) => expected == 0 || expected == actual
        ? actual
        : throw BenchException.Invalid($"The {tower} tower gives vectors of {actual} numbers, not {expected}.");

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => TensorPrimitives.CosineSimilarity(a, b);

    private static float[] TestTensor(Preprocessor preprocessor, int seed)
    {
        var random = new Random(seed);
        using var raster = Raster.Rent(preprocessor.Size, preprocessor.Size, PixelKind.Rgb);
        random.NextBytes(raster.Pixels);
        var tensor = new float[preprocessor.TensorLength];
        preprocessor.ToTensor(raster, tensor);
        return tensor;
    }
}

/// <summary>What a trial found.</summary>
internal sealed record TrialResult(int Dimension, bool BatchDependent, double ImagesPerSecond, double TextsPerSecond, IReadOnlyList<string> Checks);
