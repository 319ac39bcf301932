using System.Diagnostics;
using System.Globalization;

namespace ImageSearchBench.Benchmarks.Pipeline;

/// <summary>What the encoder did between two moments, by its own metrics: the time in which a session ran against the time that went by.</summary>
internal sealed class EncodingMeter
{
    private const string Busy = "encoder_busy_duration_milliseconds_total";
    private const string BatchSize = "encoder_batch_size";
    private const string PrepareTime = "encoder_prepare_duration_milliseconds";
    private readonly ServerProcess _server;
    private readonly long _done;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu;
    private readonly double _running;
    private readonly double _prepared;
    private string _report = "";

    private EncodingMeter(ServerProcess server, long done, double running, double prepared)
    {
        _server = server;
        _done = done;
        _running = running;
        _prepared = prepared;
        _cpu = server.CpuTime;
    }

    /// <summary>Begins.</summary>
    public static async Task<EncodingMeter> StartAsync(ServerProcess server, long done, CancellationToken cancellationToken) => new(
        server, done, await server.CounterAsync(Busy, cancellationToken), (await server.ImageHistogramAsync(PrepareTime, cancellationToken)).Sum);

    /// <summary>Ends.</summary>
    public async Task ReportAsync(long done, CancellationToken cancellationToken)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var cpu = (_server.CpuTime - _cpu).TotalSeconds;
        var running = (await _server.CounterAsync(Busy, cancellationToken) - _running) / 1000;
        var prepared = ((await _server.ImageHistogramAsync(PrepareTime, cancellationToken)).Sum - _prepared) / 1000;
        var (items, batches) = await _server.ImageHistogramAsync(BatchSize, cancellationToken);
        var count = done - _done;
        _report = string.Create(
            CultureInfo.InvariantCulture,
            $"""

            | images | s | images/s | a session ran | images a run | decode, ms an image | processor ms an image |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | {count} | {seconds:F1} | {count / seconds:F0} | {running / seconds:P1} | {items / batches:F1} | {prepared / count * 1000:F2} | {cpu / count * 1000:F2} |

            """);
    }

    /// <summary>Writes what was found.</summary>
    public void Print() => Console.WriteLine(_report);
}
