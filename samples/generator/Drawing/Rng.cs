namespace ImageSearchBench.Scenes.Drawing;

/// <summary>SplitMix64. Our own, because System.Random may change its sequence between releases and the scenes must not.</summary>
internal sealed class Rng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator whose sequence depends on both numbers and on nothing else.</summary>
    public static Rng For(ulong seed, ulong stream) => new(new Rng((seed * 0x9E3779B97F4A7C15UL) ^ (stream + 0x632BE59BD9B4E019UL)).Next());

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (Next() >> 40) / 16777216f;

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>Uniform in 0 … bound − 1.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Chance(float probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One index, drawn in proportion to the weights.</summary>
    public int Weighted(ReadOnlySpan<float> weights)
    {
        var total = 0f;
        foreach (var weight in weights) total += weight;
        var left = Unit() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0) return i;
        }

        return weights.Length - 1;
    }
}
