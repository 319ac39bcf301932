using System.Diagnostics;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Times of one thing, taken in turns with others: by the clock, and of the processors, which tells more on a busy machine.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _cpuMilliseconds = [];

    /// <summary>Median by the clock, in milliseconds.</summary>
    public double Median => MedianOf(_milliseconds);

    /// <summary>Median of processor time, in milliseconds.</summary>
    public double CpuMedian => MedianOf(_cpuMilliseconds);

    public void Add(TimeSpan time, TimeSpan cpu)
    {
        _milliseconds.Add(time.TotalMilliseconds);
        _cpuMilliseconds.Add(cpu.TotalMilliseconds);
    }

    public async Task<T> TimeAsync<T>(Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var startCpu = Environment.CpuUsage.TotalTime;
        var result = await work();
        Add(Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - startCpu);
        return result;
    }

    private static double MedianOf(List<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
