using System.Text;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Tests;

/// <summary>Vectors to test with, and the ranking by definition.</summary>
internal static class Vectors
{
    /// <summary>Normally distributed vectors; <paramref name="seed"/> decides them.</summary>
    public static float[] Gaussian(int seed, int count, int dimension)
    {
        var random = new Random(seed);
        var values = new float[count * dimension];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    public static string[] Ids(int count, string prefix = "v") => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i:D6}")];

    public static VectorBatch Batch(int seed, int count, int dimension, string prefix = "v") =>
        VectorBatch.WithoutLabels(dimension, Ids(count, prefix), Gaussian(seed, count, dimension));

    /// <summary>Brute force in double precision: scores rounded to float, ties by id in descending UTF-8 byte order.</summary>
    public static Hit[][] BruteForce(VectorBatch vectors, QueryBatch queries, VectorMetric metric, SearchOptions options)
    {
        var rankings = new Hit[queries.Count][];
        for (var q = 0; q < queries.Count; q++)
        {
            var hits = new List<Hit>();
            for (var i = 0; i < vectors.Count; i++)
            {
                if (!options.LabelFilter.All(f => vectors.Labels[i].TryGetValue(f.Key, out var v) && v == f.Value))
                    continue;
                var score = Score(queries.Row(q), vectors.Row(i), metric);
                if (score >= (options.MinScore ?? float.NegativeInfinity))
                    hits.Add(new Hit(vectors.Ids[i], score));
            }

            hits.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : CompareUtf8(b.Id, a.Id));
            rankings[q] = [.. hits.Take(options.TopK)];
        }

        return rankings;
    }

    /// <summary>The score by its definition: 16 sums in double precision, added as a tree; then divided by the lengths for cosine.</summary>
    public static float Score(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorMetric metric)
    {
        var dot = Dot(a, b);
        if (metric == VectorMetric.Cosine)
        {
            var lengths = Math.Sqrt(Dot(a, a)) * Math.Sqrt(Dot(b, b));
            dot = lengths > 0 ? dot / lengths : 0;
        }

        return (float)Math.Clamp(dot, -float.MaxValue, float.MaxValue);
    }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<double> lanes = stackalloc double[16];
        lanes.Clear();
        for (var i = 0; i < a.Length; i++)
            lanes[i % 16] += (double)a[i] * b[i];
        for (var half = 8; half > 0; half /= 2)
        {
            for (var j = 0; j < half; j++)
                lanes[j] += lanes[j + half];
        }

        return lanes[0];
    }

    public static int CompareUtf8(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
