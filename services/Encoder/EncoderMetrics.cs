using System.Diagnostics.Metrics;
using ImageSearchBench.Encoder.Inference;

namespace ImageSearchBench.Encoder;

/// <summary>The Encoder's metrics.</summary>
internal sealed class EncoderMetrics : IDisposable
{
    private readonly Meter _meter = new("ImageSearchBench.Encoder");

    public EncoderMetrics()
    {
        BatchSize = _meter.CreateHistogram<int>("encoder.batch.size", "{item}", "Items of a run.");
        RunTime = _meter.CreateHistogram<double>("encoder.run.duration", "ms", "Time of a run of the model.");
        PrepareTime = _meter.CreateHistogram<double>("encoder.prepare.duration", "ms", "Time to decode and resize an image, or to tokenise a text.");
        QueueTime = _meter.CreateHistogram<double>("encoder.queue.duration", "ms", "Time an item waited for its run.");
        Waiting = _meter.CreateUpDownCounter<int>("encoder.queue.length", "{item}", "Items that wait for a run or are in one.");
        Items = _meter.CreateCounter<long>("encoder.items", "{item}", "Items answered, by outcome.");
        Refused = _meter.CreateCounter<long>("encoder.refused", "{call}", "Calls refused because the queue was full.");
    }

    /// <summary>Reports for how long runs went on.</summary>
    public RunGate Watch(RunGate gate)
    {
        _meter.CreateObservableCounter("encoder.busy.duration", () => gate.Busy.TotalMilliseconds, "ms", "Time in which at least one run went on.");
        return gate;
    }

    public Histogram<int> BatchSize { get; }

    public Histogram<double> RunTime { get; }

    public Histogram<double> PrepareTime { get; }

    public Histogram<double> QueueTime { get; }

    public UpDownCounter<int> Waiting { get; }

    public Counter<long> Items { get; }

    public Counter<long> Refused { get; }

    public void Dispose() => _meter.Dispose();
}

/// <summary>The metrics of one tower of one model.</summary>
internal sealed class TowerMeter(EncoderMetrics metrics, string model, string kind)
{
    private readonly KeyValuePair<string, object?> _model = new("model", model);
    private readonly KeyValuePair<string, object?> _kind = new("kind", kind);

    /// <summary>Model and kind, for names of threads and lines of the log.</summary>
    public string Tower { get; } = model + "/" + kind;

    public void Queued() => metrics.Waiting.Add(1, _model, _kind);

    public void Left() => metrics.Waiting.Add(-1, _model, _kind);

    public void Ran(int items, TimeSpan elapsed)
    {
        metrics.BatchSize.Record(items, _model, _kind);
        metrics.RunTime.Record(elapsed.TotalMilliseconds, _model, _kind);
    }

    public void Answered(string outcome, double prepareMs, double queueMs)
    {
        metrics.PrepareTime.Record(prepareMs, _model, _kind);
        metrics.QueueTime.Record(queueMs, _model, _kind);
        metrics.Items.Add(1, _model, _kind, new("outcome", outcome));
    }

    public void Refused() => metrics.Refused.Add(1, _model, _kind);
}
