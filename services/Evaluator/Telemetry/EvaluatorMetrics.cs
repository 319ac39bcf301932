using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Telemetry;

/// <summary>What the service counts.</summary>
internal sealed class EvaluatorMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Counter<long> _topics;
    private readonly Histogram<double> _duration;

    public EvaluatorMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(Hosting.Telemetry.NamePrefix + "Evaluator");
        _topics = _meter.CreateCounter<long>("isb.evaluator.topics", "{topic}", "Topics scored.");
        _duration = _meter.CreateHistogram<double>("isb.evaluator.call.duration", "s", "Time of calls, reading included.");
    }

    /// <summary>Counts scored topics.</summary>
    public void Scored(int topics) => _topics.Add(topics);

    /// <summary>Times a call until it is disposed.</summary>
    public IDisposable Time([CallerMemberName] string call = "") => new Timing(this, call);

    public void Dispose() => _meter.Dispose();

    private sealed class Timing(EvaluatorMetrics metrics, string call) : IDisposable
    {
        private readonly long _start = metrics._time.GetTimestamp();

        public void Dispose() =>
            metrics._duration.Record(metrics._time.GetElapsedTime(_start).TotalSeconds, KeyValuePair.Create<string, object?>("call", call));
    }
}
