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
    private const int TimedRounds = 3;
    private const int RunsPerRound = 2;
    private const double HeadTolerance = 1e-3;

    // Kernels choose other ways of adding up for one row, a few and many.
    private static readonly int[] Batches = [2, 3, 5, 8];

    /// <summary>Runs a folder's model.</summary>
    /// <returns>The length of its vectors, what was measured, and what held, a line each.</returns>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it cannot be loaded, or does not hold what its manifest says.</exception>
    public async Task<TrialResult> RunAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        await loader.RunGate.EnterAsync(cancellationToken);
        try
        {
            // A model may take long to load and run; the thread that called has other things to do.
            return await Task.Run(() => Run(folder, manifest), cancellationToken);
        }
        finally
        {
            loader.RunGate.Leave();
        }
    }

    private TrialResult Run(string folder, ModelManifest manifest)
    {
        var checks = new List<string>();
        bool imageDependent = false, textDependent = false;
        double imagesPerSecond = 0, textsPerSecond = 0;
        var dimension = manifest.Dimension;
        if (manifest.Image is { } image)
        {
            using var tower = loader.LoadImageTower(folder, image);
            var preprocessor = new Preprocessor(image.Preprocess, image.Size);
            float[][] inputs = [.. Enumerable.Range(0, tower.MaxBatch).Select(seed => TrialTensors.Noise(preprocessor, seed))];
            (imageDependent, imagesPerSecond) = Try(tower, [inputs], ModelPrecision.IsDynamicallyQuantised(folder, image.File), "image", checks);
            dimension = CheckDimension(dimension, tower.Dimension, "image");
            CheckImages(folder, manifest, tower, preprocessor, checks);
        }

        if (manifest.Text is { } text)
        {
            using var tower = loader.LoadTextTower(folder, text);
            var encoding = TokenizerLoader.Load(folder, text.Tokenizer, text.Context);
            (textDependent, textsPerSecond) = Try(tower, new TrialTexts(encoding, text.Context).Groups(tower), ModelPrecision.IsDynamicallyQuantised(folder, text.File), "text", checks);
            dimension = CheckDimension(dimension, tower.Dimension, "text");
            CheckTexts(manifest, tower, encoding, checks);
            if (tower.SharesBeginnings)
                checks.Add("text tower: texts of a run share the rows of their beginnings");
        }

        return new TrialResult(dimension, imageDependent, textDependent, imagesPerSecond, textsPerSecond, checks);
    }

    // Groups of inputs; those of a group have one length.
    private (bool BatchDependent, double PerSecond) Try<TInput>(ITower<TInput> tower, TInput[][] groups, bool quantised, string name, List<string> checks)
    {
        using var run = new RunOptions();
        var alone = tower.Run([groups[0][0]], run)[0];
        var again = tower.Run([groups[0][0]], run)[0];
        if (!alone.AsSpan().SequenceEqual(again))
        {
            throw BenchException.Invalid(
                $"The {name} tower gave two vectors for the same input (cosine {Cosine(alone, again):F6}): its figures could not be repeated. Export it without dropout and random ops.");
        }

        checks.Add($"{name} tower: same output twice");
        var worst = groups.Min(group => AloneAgainstBatches(tower, group, run));
        // Dynamic quantisation takes its range from the whole batch, whatever these inputs happened to show.
        var dependent = quantised || worst < 1;
        checks.Add(dependent
            ? $"{name} tower: vectors depend on the batch (cosine {worst:F7}); run one item at a time"
            : $"{name} tower: same output alone and in batches");

        var timed = groups[groups.Length / 2];
        return (dependent, Math.Round(Throughput(tower, timed[..(dependent ? 1 : timed.Length)], run), 1));
    }

    // Items a second with as many runs at a time as serve callers; the first runs warm up.
    private double Throughput<TInput>(ITower<TInput> tower, TInput[] batch, RunOptions run)
    {
        var seconds = double.PositiveInfinity;
        for (var round = 0; round < TimedRounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            Parallel.For(0, loader.RunGate.Runs * RunsPerRound, new ParallelOptions { MaxDegreeOfParallelism = loader.RunGate.Runs }, _ => tower.Run(batch, run));
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return loader.RunGate.Runs * RunsPerRound * batch.Length / seconds;
    }

    // 1: the same bits; else the lowest cosine, below 1.
    private static double AloneAgainstBatches<TInput>(ITower<TInput> tower, TInput[] group, RunOptions run)
    {
        var worst = 1.0;
        foreach (var size in Batches.Append(group.Length).Where(s => s <= group.Length).Distinct())
        {
            var batch = tower.Run(group[..size], run);
            foreach (var row in (int[])[0, size - 1])
            {
                var alone = tower.Run([group[row]], run)[0];
                if (!alone.AsSpan().SequenceEqual(batch[row]))
                    worst = Math.Min(worst, Math.Min(Math.BitDecrement(1.0), Cosine(alone, batch[row])));
            }
        }

        return worst;
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
}

/// <summary>What a trial found.</summary>
internal sealed record TrialResult(
    int Dimension, bool ImageBatchDependent, bool TextBatchDependent, double ImagesPerSecond, double TextsPerSecond, IReadOnlyList<string> Checks);
