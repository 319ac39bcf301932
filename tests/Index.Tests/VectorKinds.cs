namespace ImageSearchBench.Index.Tests;

/// <summary>Vectors of the kinds that break things: ordinary, zero, denormal, tiny, huge, of very different elements, single peaks.</summary>
internal static class VectorKinds
{
    public const int Count = 7;

    public static float[] Make(byte kind, int seed, int dimension)
    {
        var values = Vectors.Gaussian(seed, 1, dimension);
        var random = new Random(seed);
        return (kind % Count) switch
        {
            1 => new float[dimension],
            2 => [.. values.Select(v => v * 1e-41f)],
            3 => [.. values.Select(v => v * 1e-25f)],
            4 => [.. values.Select(v => Math.Clamp(v, -3, 3) * 1e38f)],
            5 => [.. values.Select(v => v * MathF.Pow(10, random.Next(-12, 12)))],
            6 => [.. values.Select((_, i) => i == seed.GetHashCode() % dimension ? 1f : 0f)],
            _ => values,
        };
    }
}
