using System.Diagnostics;
using ImageSearchBench.Encoder.Batching;
using ImageSearchBench.Encoder.Cache;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Encoded image files → vectors: decoding on the cores that the running session leaves, batches over all callers.</summary>
internal sealed class ImageEncoder(
    ImageDecoder decoder, Preprocessor preprocessor, bool applyExif, int maxBytes, TensorPool tensors, DecodeSlots slots, TowerWorker<float[]> worker,
    Admission admission, EmbeddingStore? kept, TowerMeter meter) : IDisposable
{
    public Admission Admission => admission;

    public bool IsAlive => worker.IsAlive;

    /// <summary>Encodes a file. A file that is no image is an outcome, not an exception.</summary>
    public async Task<EncodedItem> EncodeAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var prepareMs = 0.0;
        try
        {
            if (file.Length > maxBytes)
                throw BenchException.Invalid($"The image has {file.Length} bytes; at most {maxBytes} are taken.");
            var key = kept is null ? default : EmbeddingKey.Of(file.Span);
            if (kept is not null && kept.TryGet(key, out var known, out _))
                return Kept(known);
            using var lease = await tensors.RentAsync(cancellationToken);
            prepareMs = await slots.RunAsync(() => Prepare(file, lease.Tensor), cancellationToken);
            // Ends only when no run reads the tensor any more, also for a caller who gave up.
            var inferred = await worker.RunAsync(lease.Tensor, preprocessor.TensorLength, cancellationToken);
            kept?.Add(key, inferred.Vector, truncated: false);
            meter.Answered("ok", prepareMs, inferred.QueueMs);
            return new EncodedItem(inferred.Vector, Error: null, Truncated: false, inferred.QueueMs, prepareMs, inferred.InferMs);
        }
        catch (BenchException e)
        {
            meter.Answered("error", prepareMs, queueMs: 0);
            return new EncodedItem(Vector: null, e, Truncated: false, 0, prepareMs, 0);
        }
    }

    public void Dispose()
    {
        worker.Dispose();
        tensors.Dispose();
        admission.Dispose();
    }

    private EncodedItem Kept(float[] vector)
    {
        meter.Answered("kept", prepareMs: 0, queueMs: 0);
        return new EncodedItem(vector, Error: null, Truncated: false, 0, 0, 0);
    }

    private double Prepare(ReadOnlyMemory<byte> file, float[] tensor)
    {
        var started = Stopwatch.GetTimestamp();
        using var raster = decoder.Decode(file, applyExif);
        preprocessor.ToTensor(raster, tensor);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
