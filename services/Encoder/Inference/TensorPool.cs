using System.Collections.Concurrent;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>
/// The tensors of a model's images, each held from before its image is decoded until it has its vector. Their number bounds how far decoding gets
/// ahead of the runs: tensors that wait longer only take memory.
/// </summary>
internal sealed class TensorPool(int length, int count) : IDisposable
{
    private readonly SemaphoreSlim _places = new(count);
    private readonly ConcurrentStack<float[]> _free = [];

    /// <summary>Waits for a tensor, first come, first served; disposing it gives it back.</summary>
    public async Task<Lease> RentAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Lease(this, _free.TryPop(out var tensor) ? tensor : new float[length]);
    }

    public void Dispose() => _places.Dispose();

    private void Return(float[] tensor)
    {
        _free.Push(tensor);
        _places.Release();
    }

    /// <summary>A tensor on loan; what is in it is left over from others.</summary>
    internal sealed class Lease(TensorPool pool, float[] tensor) : IDisposable
    {
        public float[] Tensor => tensor;

        public void Dispose() => pool.Return(tensor);
    }
}
