using ImageSearchBench.Encoder.Batching;
using ImageSearchBench.Encoder.Cache;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Texts;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Loads models into memory.</summary>
internal sealed class ModelLoader(IOptions<EncoderOptions> options, DecodeSlots slots, EmbeddingCache cache, EncoderMetrics metrics, ILoggerFactory loggers) : IDisposable
{
    private const string WarmUpText = "a";
    private readonly EncoderOptions _options = options.Value;

    /// <summary>A place in it is held while a model runs.</summary>
    public RunGate RunGate { get; } = metrics.Watch(new RunGate(Sessions.Runs(options.Value)));

    public ImageDecoder Decoder { get; } = new(options.Value.MaxPixels);

    /// <summary>Loads a folder's model and runs each tower once.</summary>
    public LoadedModel Load(string folder, ModelManifest manifest)
    {
        ImageEncoder? images = null;
        try
        {
            images = manifest.Image is { } image ? LoadImages(folder, manifest, image) : null;
            return new LoadedModel(manifest, images, manifest.Text is { } text ? LoadTexts(folder, manifest, text) : null);
        }
        catch
        {
            images?.Dispose();
            throw;
        }
    }

    /// <summary>The image tower alone.</summary>
    public ImageTower LoadImageTower(string folder, ImageTowerSettings settings, bool oneAtATime = false)
    {
        using var session = Sessions.Create(_options);
        return new ImageTower(folder, settings, session, oneAtATime ? 1 : _options.ImageBatch);
    }

    /// <summary>The text tower alone.</summary>
    public TextTower LoadTextTower(string folder, TextTowerSettings settings, bool oneAtATime = false)
    {
        using var session = Sessions.Create(_options);
        return new TextTower(folder, settings, session, oneAtATime ? 1 : _options.TextBatch, _options.TextTokens);
    }

    public void Dispose() => RunGate.Dispose();

    private ImageEncoder LoadImages(string folder, ModelManifest manifest, ImageTowerSettings settings)
    {
        var tower = LoadImageTower(folder, settings, manifest.Admission?.ImageBatchDependent == true);
        try
        {
            var preprocessor = new Preprocessor(settings.Preprocess, settings.Size);
            // Not all zero: a model without biases would give no direction.
            Warm(tower, [.. Enumerable.Range(0, preprocessor.TensorLength).Select(i => i % 7 / 7f)]);
            var meter = new TowerMeter(metrics, manifest.Name, "image");
            var worker = new TowerWorker<float[]>(tower, RunGate, meter, loggers.CreateLogger<ImageEncoder>());
            // For each run a batch in it and one that is ready, and what is being decoded.
            var tensors = new TensorPool(preprocessor.TensorLength, 2 * RunGate.Runs * tower.MaxBatch + slots.Count);
            return new ImageEncoder(
                Decoder, preprocessor, settings.Preprocess.ApplyExif, _options.MaxImageBytes, tensors, slots, worker, new Admission(_options.ImageQueue, meter),
                Kept(manifest, "image"), meter);
        }
        catch
        {
            tower.Dispose();
            throw;
        }
    }

    private TextEncoder LoadTexts(string folder, ModelManifest manifest, TextTowerSettings settings)
    {
        var tower = LoadTextTower(folder, settings, manifest.Admission?.TextBatchDependent == true);
        try
        {
            var encoding = TokenizerLoader.Load(folder, settings.Tokenizer, settings.Context);
            Warm(tower, encoding.Encode(WarmUpText).Ids);
            var meter = new TowerMeter(metrics, manifest.Name, "text");
            var worker = new TowerWorker<int[]>(tower, RunGate, meter, loggers.CreateLogger<TextEncoder>());
            return new TextEncoder(encoding, ids => tower.LengthOf(ids.Length), _options.MaxTextBytes, worker, new Admission(_options.TextQueue, meter), Kept(manifest, "text"), meter);
        }
        catch
        {
            tower.Dispose();
            throw;
        }
    }

    private EmbeddingStore? Kept(ModelManifest manifest, string tower) => cache.Open(manifest.Admission?.ContentHash ?? "", tower, manifest.Dimension);

    private void Warm<TInput>(ITower<TInput> tower, TInput input)
    {
        using var run = new RunOptions();
        RunGate.Enter();
        try
        {
            tower.Run([input], run);
        }
        finally
        {
            RunGate.Leave();
        }
    }
}
