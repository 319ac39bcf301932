using System.Runtime.InteropServices;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Unit vectors in random directions, made fast: the same for the same seed and row.</summary>
internal static class RandomVectors
{
    /// <summary>Fills rows, the first of which is row <paramref name="first"/> of the endless sequence of a seed.</summary>
    public static void Fill(ulong seed, long first, int dimension, Span<float> rows)
    {
        for (var r = 0; r < rows.Length / dimension; r++)
        {
            var row = rows.Slice(r * dimension, dimension);
            var state = Mix(seed + ((ulong)(first + r) * 0x9E3779B97F4A7C15));
            var sum = 0.0;
            for (var i = 0; i < dimension; i++)
            {
                // Four uniform numbers added are near enough to a normal one for a direction.
                var bits = Mix(state += 0x9E3779B97F4A7C15);
                var value = (float)((int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48) - 131070);
                row[i] = value;
                sum += (double)value * value;
            }

            var factor = (float)(1 / Math.Sqrt(sum));
            for (var i = 0; i < dimension; i++)
                row[i] *= factor;
        }
    }

    /// <summary>Writes rows to a file as little-endian float32.</summary>
    public static void Write(string path, ulong seed, int count, int dimension)
    {
        using var file = File.Create(path);
        var rows = new float[4096 * dimension];
        for (var first = 0; first < count; first += 4096)
        {
            var part = rows.AsSpan(0, Math.Min(4096, count - first) * dimension);
            Fill(seed, first, dimension, part);
            file.Write(MemoryMarshal.AsBytes(part));
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
