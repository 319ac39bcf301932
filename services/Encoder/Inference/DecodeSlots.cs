using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>How many images are decoded at the same time, over all models: it bounds the memory of pixels to this many times the pixel limit.</summary>
internal sealed class DecodeSlots(IOptions<EncoderOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(CountOf(options.Value));

    /// <summary>How many.</summary>
    public int Count { get; } = CountOf(options.Value);

    /// <summary>Runs <paramref name="work"/> on a thread of the pool when a slot is free.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private static int CountOf(EncoderOptions options) => options.DecodeThreads > 0 ? options.DecodeThreads : 2 * Environment.ProcessorCount;
}
