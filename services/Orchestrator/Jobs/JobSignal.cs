using System.Threading.Channels;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>Wakes the worker when a job may wait; several signals in a row become one.</summary>
internal sealed class JobSignal
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _signal.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken);
}
