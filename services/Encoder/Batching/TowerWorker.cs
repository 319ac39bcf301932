using System.Diagnostics;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Batching;

/// <summary>
/// The threads that run a tower, as many as runs may go on at a time: each takes a batch, runs it, hands out the vectors. A run that fails is
/// repeated item by item, so that a fault stays with its item; a run whose callers have all gone is ended.
/// </summary>
internal sealed partial class TowerWorker<TInput> : IDisposable
{
    private readonly ITower<TInput> _tower;
    private readonly BatchQueue<TInput> _queue;
    private readonly RunGate _runGate;
    private readonly TowerMeter _meter;
    private readonly ILogger _logger;
    private readonly Thread[] _threads;

    /// <summary>Starts the worker.</summary>
    /// <param name="tower">What it runs; disposed with it.</param>
    /// <param name="runGate">A place in it is held while a model runs; it has as many threads as the gate has places.</param>
    /// <param name="meter">Counts batches and times.</param>
    /// <param name="logger">Gets what nobody foresaw.</param>
    public TowerWorker(ITower<TInput> tower, RunGate runGate, TowerMeter meter, ILogger logger)
    {
        _tower = tower;
        _queue = new BatchQueue<TInput>(tower.Order, runGate.Runs);
        _runGate = runGate;
        _meter = meter;
        _logger = logger;
        _threads = [.. Enumerable.Range(0, runGate.Runs).Select(_ => new Thread(Work) { IsBackground = true, Name = "encoder-" + meter.Tower })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Whether its threads live; health depends on it.</summary>
    public bool IsAlive => Array.TrueForAll(_threads, t => t.IsAlive);

    /// <summary>Queues an input and gives its vector.</summary>
    public async Task<Inferred> RunAsync(TInput input, int length, CancellationToken cancellationToken)
    {
        var pending = new Pending<TInput>(input, length, Stopwatch.GetTimestamp(), cancellationToken);
        _meter.Queued();
        try
        {
            _queue.Add(pending);
            return await pending.Done;
        }
        finally
        {
            _meter.Left();
        }
    }

    /// <summary>Ends the threads after the runs they are in, then frees the tower.</summary>
    public void Dispose()
    {
        _queue.Close(new BenchException(ErrorKind.Unavailable, "The model is being unloaded; call again."));
        foreach (var thread in _threads)
            thread.Join();
        _tower.Dispose();
    }

    private void Work()
    {
        while (_queue.WaitForArrival())
        {
            _runGate.Enter();
            try
            {
                // Taken only now: what arrived while others ran goes along.
                var batch = _queue.Take(_tower.BatchOf);
                if (batch.Count > 0)
                    Run(batch);
            }
            finally
            {
                _runGate.Leave();
            }
        }
    }

    private void Run(List<Pending<TInput>> batch)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var vectors = RunUntilAllGone(batch);
            var elapsed = Stopwatch.GetElapsedTime(started);
            _meter.Ran(batch.Count, elapsed);
            for (var i = 0; i < batch.Count; i++)
            {
                var queued = Stopwatch.GetElapsedTime(batch[i].Arrived, started);
                batch[i].Complete(new Inferred(vectors[i], queued.TotalMilliseconds, elapsed.TotalMilliseconds / batch.Count));
            }
        }
        catch (Exception e)
        {
            Recover(batch, e);
        }
    }

    private void Recover(List<Pending<TInput>> batch, Exception exception)
    {
        foreach (var pending in batch.Where(p => p.CancellationToken.IsCancellationRequested))
            pending.Cancel();
        var live = batch.Where(p => !p.CancellationToken.IsCancellationRequested).ToList();
        if (batch.Count > 1)
        {
            foreach (var pending in live)
                Run([pending]);
        }
        else if (live.Count == 1)
        {
            if (exception is not BenchException)
                LogFailedRun(_logger, exception, _meter.Tower);
            live[0].Fail(exception as BenchException ?? new BenchException(ErrorKind.Internal, "ONNX Runtime failed on this input: " + exception.Message, innerException: exception));
        }
    }

    private float[][] RunUntilAllGone(List<Pending<TInput>> batch)
    {
        // What fails is told to the caller and logged here; ONNX Runtime need not print it too.
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var tokens = batch.Select(p => p.CancellationToken).Distinct().ToArray();
        var live = tokens.Length;
        var registrations = new CancellationTokenRegistration[tokens.Length];
        try
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                registrations[i] = tokens[i].UnsafeRegister(
                    _ =>
                    {
                        if (Interlocked.Decrement(ref live) == 0)
                            options.Terminate = true;
                    },
                    state: null);
            }

            return _tower.Run([.. batch.Select(p => p.Input)], options);
        }
        finally
        {
            // Waits for a callback that is under way: the options are freed next.
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run of {Tower} failed")]
    private static partial void LogFailedRun(ILogger logger, Exception exception, string tower);
}
