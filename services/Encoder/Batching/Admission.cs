using System.Threading.RateLimiting;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Batching;

/// <summary>How many items of a tower may wait or be in work. A unary call that finds no room is refused, a stream waits; both draw on the same room.</summary>
internal sealed class Admission(int room, TowerMeter meter) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = room,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Room for a unary call's items.</summary>
    /// <exception cref="BenchException">RESOURCE_EXHAUSTED: there is none.</exception>
    public IDisposable EnterNow(int items)
    {
        var lease = _limiter.AttemptAcquire(items);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        meter.Refused();
        throw new BenchException(
            ErrorKind.ResourceExhausted,
            $"The queue of {meter.Tower} has no room for {items} more (of {room}): call again later, or use a stream, which waits.");
    }

    /// <summary>Room for a stream's items; waits for it.</summary>
    public async ValueTask<IDisposable> EnterAsync(int items, CancellationToken cancellationToken) =>
        await _limiter.AcquireAsync(items, cancellationToken);

    public void Dispose() => _limiter.Dispose();
}
