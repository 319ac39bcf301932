using Grpc.Core;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>
/// Feeds a duplex call while its answers are read. Requests that are not answered yet are bounded: the reader gives each back
/// (<see cref="Release"/>) when it has its answer, and only then the next one is taken from the source.
/// </summary>
internal sealed class DuplexPump<TRequest, TResponse> : IAsyncDisposable
{
    private readonly string _service;
    private readonly AsyncDuplexStreamingCall<TRequest, TResponse> _call;
    private readonly SemaphoreSlim _window;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _cancellationToken;
    private readonly Task _writing;

    /// <param name="service">The service's name, for faults.</param>
    /// <param name="start">Starts the call.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="window">Requests that may be without an answer.</param>
    /// <param name="cancellationToken">Stops both directions.</param>
    public DuplexPump(
        string service,
        Func<CancellationToken, AsyncDuplexStreamingCall<TRequest, TResponse>> start,
        IAsyncEnumerable<TRequest> requests,
        int window,
        CancellationToken cancellationToken)
    {
        _service = service;
        _cancellationToken = cancellationToken;
        _window = new SemaphoreSlim(window);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _call = start(_stop.Token);
        _writing = WriteAsync(requests);
    }

    /// <summary>The present answer.</summary>
    public TResponse Current => _call.ResponseStream.Current;

    /// <summary>A request has its answer.</summary>
    public void Release() => _window.Release();

    /// <summary>Waits for the next answer.</summary>
    /// <returns>False when the call has ended well.</returns>
    public async Task<bool> MoveNextAsync()
    {
        try
        {
            if (await _call.ResponseStream.MoveNext(_stop.Token))
                return true;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // A source that failed stopped the call: then its failure is the one that matters.
            if (_writing.IsFaulted)
                await _writing;
            _cancellationToken.ThrowIfCancellationRequested();
            if (e is RpcException rpc)
                throw ServiceCalls.Fault(_service, rpc, _cancellationToken);
            throw;
        }

        await _writing;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _call.Dispose();
        _stop.Dispose();
        _window.Dispose();
    }

    private async Task WriteAsync(IAsyncEnumerable<TRequest> requests)
    {
        try
        {
            await foreach (var request in requests.WithCancellation(_stop.Token))
            {
                await _window.WaitAsync(_stop.Token);
                if (!await TryAsync(() => _call.RequestStream.WriteAsync(request, _stop.Token)))
                    return;
            }

            await TryAsync(_call.RequestStream.CompleteAsync);
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }

    // A call that has ended takes no more requests; why it ended is for the reader to say.
    private static async Task<bool> TryAsync(Func<Task> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
