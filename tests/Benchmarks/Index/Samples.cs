using System.Diagnostics;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Times of one thing, taken in turns with others.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public async Task<T> TimeAsync<T>(Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await work();
        Add(Stopwatch.GetElapsedTime(start));
        return result;
    }

    /// <summary>Median in milliseconds.</summary>
    public double Median
    {
        get
        {
            var sorted = _milliseconds.Order().ToArray();
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
