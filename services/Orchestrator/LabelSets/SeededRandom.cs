namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same seed gives the same numbers on every machine and every version of .NET,
/// which <see cref="Random"/> does not promise.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to <paramref name="limit"/>, without bias (Lemire, ACM TOMACS 29, 2019).</summary>
    public int Below(int limit)
    {
        var range = (ulong)limit;
        var high = Math.BigMul(Next(), range, out var low);
        if (low < range)
        {
            var threshold = (0UL - range) % range;
            while (low < threshold)
                high = Math.BigMul(Next(), range, out low);
        }

        return (int)high;
    }
}
