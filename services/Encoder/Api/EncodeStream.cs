using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Grpc.Core;

namespace ImageSearchBench.Encoder.Api;

/// <summary>
/// A stream of batches, several in work at once. At most <see cref="MostInWork"/> batches are read and not yet answered, so that a caller
/// who sends without reading, or reads slowly, fills no memory.
/// </summary>
internal sealed class EncodeStream<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, Func<TRequest, CancellationToken, Task<Task<TResponse>>> start)
{
    private const int MostInWork = 32;
    private readonly Channel<TResponse> _done = Channel.CreateBounded<TResponse>(MostInWork);
    private Exception? _fault;

    /// <summary>Reads requests, answers each when its work is done, in the order in which they finish. The first fault ends all.</summary>
    /// <remarks><c>start</c> begins a request's work once there is room for it, and returns what ends with its answer.</remarks>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var room = new SemaphoreSlim(MostInWork);
        var reading = ReadAsync(room, stop);
        try
        {
            await foreach (var response in _done.Reader.ReadAllAsync(stop.Token))
            {
                // Not the stop's token: gRPC resets the call when a write is cancelled, and the caller would not be told of the fault.
                await responses.WriteAsync(response, cancellationToken);
                room.Release();
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        await stop.CancelAsync();
        await reading;
        if (_fault is not null)
            ExceptionDispatchInfo.Throw(_fault);
    }

    private async Task ReadAsync(SemaphoreSlim room, CancellationTokenSource stop)
    {
        var inWork = new List<Task>();
        try
        {
            while (await requests.MoveNext(stop.Token))
            {
                await room.WaitAsync(stop.Token);
                inWork.RemoveAll(t => t.IsCompleted);
                inWork.Add(AnswerAsync(await start(requests.Current, stop.Token), stop));
            }
        }
        catch (Exception e)
        {
            Fail(e);
            await stop.CancelAsync();
        }

        await Task.WhenAll(inWork);
        _done.Writer.Complete();
    }

    private async Task AnswerAsync(Task<TResponse> work, CancellationTokenSource stop)
    {
        try
        {
            await _done.Writer.WriteAsync(await work, stop.Token);
        }
        catch (Exception e)
        {
            Fail(e);
            await stop.CancelAsync();
        }
    }

    // What comes after the first fault is its consequence.
    private void Fail(Exception fault) => Interlocked.CompareExchange(ref _fault, fault, comparand: null);
}
