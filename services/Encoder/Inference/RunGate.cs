using System.Diagnostics;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Lets so many runs of models go on at a time that together they have all cores, and knows for how long any did.</summary>
internal sealed class RunGate : IDisposable
{
    private readonly SemaphoreSlim _places;
    private readonly Lock _sync = new();
    private int _running;
    private long _since;
    private long _busy;

    /// <param name="runs">Runs at a time.</param>
    public RunGate(int runs)
    {
        Runs = runs;
        _places = new SemaphoreSlim(runs);
    }

    /// <summary>Runs at a time.</summary>
    public int Runs { get; }

    /// <summary>The time in which at least one run went on.</summary>
    public TimeSpan Busy
    {
        get
        {
            lock (_sync)
                return Stopwatch.GetElapsedTime(0, _busy + (_running > 0 ? Stopwatch.GetTimestamp() - _since : 0));
        }
    }

    /// <summary>Waits on this thread for a place, which the caller gives back by <see cref="Leave"/>.</summary>
    public void Enter()
    {
        _places.Wait();
        Begin();
    }

    /// <summary>Waits for a place, which the caller gives back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        Begin();
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_sync)
        {
            if (--_running == 0)
                _busy += Stopwatch.GetTimestamp() - _since;
        }

        _places.Release();
    }

    public void Dispose() => _places.Dispose();

    private void Begin()
    {
        lock (_sync)
        {
            if (_running++ == 0)
                _since = Stopwatch.GetTimestamp();
        }
    }
}
