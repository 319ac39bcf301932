using System.Diagnostics;
using System.Text;
using ImageSearchBench.Encoder.Batching;
using ImageSearchBench.Encoder.Cache;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Texts → vectors, batches over all callers.</summary>
internal sealed class TextEncoder(
    TextEncoding encoding, Func<int[], int> lengthOf, int maxBytes, TowerWorker<int[]> worker, Admission admission, EmbeddingStore? kept, TowerMeter meter) : IDisposable
{
    public Admission Admission => admission;

    public bool IsAlive => worker.IsAlive;

    /// <summary>Encodes a text. A text that is too long to be tokenised is an outcome, not an exception; one that is merely longer than the context is cut.</summary>
    public async Task<EncodedItem> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            var bytes = Encoding.UTF8.GetByteCount(text);
            if (bytes > maxBytes)
                throw BenchException.Invalid($"The text has {bytes} bytes; at most {maxBytes} are taken.");
            var key = kept is null ? default : EmbeddingKey.Of(text);
            if (kept is not null && kept.TryGet(key, out var known, out var wasTruncated))
            {
                meter.Answered("kept", prepareMs: 0, queueMs: 0);
                return new EncodedItem(known, Error: null, wasTruncated, 0, 0, 0);
            }

            var tokens = encoding.Encode(text);
            var prepareMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var inferred = await worker.RunAsync(tokens.Ids, lengthOf(tokens.Ids), cancellationToken);
            kept?.Add(key, inferred.Vector, tokens.Truncated);
            meter.Answered("ok", prepareMs, inferred.QueueMs);
            return new EncodedItem(inferred.Vector, Error: null, tokens.Truncated, inferred.QueueMs, prepareMs, inferred.InferMs);
        }
        catch (BenchException e)
        {
            meter.Answered("error", prepareMs: 0, queueMs: 0);
            return new EncodedItem(Vector: null, e, Truncated: false, 0, 0, 0);
        }
    }

    public void Dispose()
    {
        worker.Dispose();
        admission.Dispose();
    }
}
