namespace ImageSearchBench.Index.Collections;

/// <summary>Vectors with their ids and labels; the values lie in one array, one row after the other.</summary>
/// <param name="dimension">Length of the vectors.</param>
/// <param name="ids">Their ids.</param>
/// <param name="values"><c>ids.Length × dimension</c> numbers.</param>
/// <param name="labels">Their labels; none for a vector: <see cref="NoLabels"/>.</param>
internal sealed class VectorBatch(int dimension, string[] ids, float[] values, IReadOnlyDictionary<string, string>[] labels)
{
    /// <summary>No labels at all.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public int Dimension { get; } = dimension;

    public string[] Ids { get; } = ids;

    public float[] Values { get; } = values;

    public IReadOnlyDictionary<string, string>[] Labels { get; } = labels;

    public int Count => Ids.Length;

    /// <summary>One vector.</summary>
    public ReadOnlySpan<float> Row(int index) => Values.AsSpan(index * Dimension, Dimension);

    /// <summary>A batch without labels.</summary>
    public static VectorBatch WithoutLabels(int dimension, string[] ids, float[] values)
    {
        var labels = new IReadOnlyDictionary<string, string>[ids.Length];
        Array.Fill(labels, NoLabels);
        return new VectorBatch(dimension, ids, values, labels);
    }

    /// <summary>Some of the vectors, in their order.</summary>
    public VectorBatch Slice(int start, int count) =>
        new(Dimension, Ids[start..(start + count)], Values.AsSpan(start * Dimension, count * Dimension).ToArray(), Labels[start..(start + count)]);
}

/// <summary>Query vectors in one array, one after the other.</summary>
/// <param name="dimension">Length of the vectors.</param>
/// <param name="count">How many.</param>
/// <param name="values"><c>count × dimension</c> numbers.</param>
internal sealed class QueryBatch(int dimension, int count, float[] values)
{
    public int Dimension { get; } = dimension;

    public int Count { get; } = count;

    public float[] Values { get; } = values;

    /// <summary>One query.</summary>
    public ReadOnlySpan<float> Row(int index) => Values.AsSpan(index * Dimension, Dimension);
}
