using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>
/// The tensors of a model's images, each held from before its image is decoded until it has its vector. Their number bounds how far decoding gets
/// ahead of the runs: tensors that wait longer only take memory.
/// </summary>
internal sealed class TensorPool(int length, int count) : IDisposable
{
    private readonly ConcurrentStack<float[]> _free = [];
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = count,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a tensor, first come, first served; disposing it gives it back.</summary>
    /// <exception cref="BenchException">UNAVAILABLE: the model was unloaded meanwhile.</exception>
    public async Task<Lease> RentAsync(CancellationToken cancellationToken)
    {
        var place = await _places.AcquireAsync(permitCount: 1, cancellationToken);
        if (!place.IsAcquired)
        {
            place.Dispose();
            throw new BenchException(ErrorKind.Unavailable, "The model is being unloaded; call again.");
        }

        return new Lease(_free, _free.TryPop(out var tensor) ? tensor : new float[length], place);
    }

    /// <summary>Lets nobody wait any longer; a tensor that is on loan may come back later.</summary>
    public void Dispose() => _places.Dispose();

    /// <summary>A tensor on loan; what is in it is left over from others.</summary>
    internal sealed class Lease(ConcurrentStack<float[]> free, float[] tensor, RateLimitLease place) : IDisposable
    {
        public float[] Tensor => tensor;

        public void Dispose()
        {
            free.Push(tensor);
            place.Dispose();
        }
    }
}
