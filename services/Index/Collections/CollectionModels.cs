namespace ImageSearchBench.Index.Collections;

/// <summary>How vectors are compared; larger is nearer.</summary>
internal enum VectorMetric
{
    /// <summary>Inner product of the vectors as they are.</summary>
    InnerProduct = 1,

    /// <summary>Inner product of the vectors divided by their lengths; a zero vector scores 0.</summary>
    Cosine = 2,
}

/// <summary>Where a collection is kept.</summary>
internal enum StoreKind
{
    /// <summary>Files on this machine.</summary>
    Embedded = 1,

    /// <summary>A Milvus server.</summary>
    Milvus = 2,
}

/// <summary>What a collection is created with; none of it ever changes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="Metric">How they are compared.</param>
/// <param name="Store">Where it is kept.</param>
/// <param name="Parameters">Settings of the store, by name.</param>
internal sealed record CollectionSettings(
    string Name, int Dimension, VectorMetric Metric, StoreKind Store, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether a repeated creation asks for the same collection.</summary>
    public bool SameAs(CollectionSettings other) =>
        Name == other.Name && Dimension == other.Dimension && Metric == other.Metric && Store == other.Store
        && Parameters.Count == other.Parameters.Count
        && Parameters.All(p => other.Parameters.TryGetValue(p.Key, out var value) && value == p.Value);
}

/// <summary>A collection as it is now.</summary>
/// <param name="Settings">What it was created with.</param>
/// <param name="CreateTime">When.</param>
/// <param name="Count">How many vectors it has.</param>
/// <param name="SizeBytes">Bytes on disk; 0 where the store does not tell.</param>
internal sealed record CollectionInfo(CollectionSettings Settings, DateTimeOffset CreateTime, long Count, long SizeBytes)
{
    /// <summary>What was cut or found broken when it was opened; empty when all was well.</summary>
    public string Repairs { get; init; } = "";

    /// <summary>Rows that were deleted or replaced and still take space until the next compaction.</summary>
    public long DeadRows { get; init; }
}

/// <summary>How to search.</summary>
/// <param name="TopK">How many results per query, 1 to 16384.</param>
/// <param name="MinScore">Results scored lower are left out; null: none are.</param>
/// <param name="LabelFilter">Only vectors that carry all these labels.</param>
/// <param name="Approximate">Approximate where the store has such an index.</param>
internal sealed record SearchOptions(
    int TopK, float? MinScore, IReadOnlyDictionary<string, string> LabelFilter, bool Approximate)
{
    /// <summary>The most results per query; Milvus has the same limit.</summary>
    public const int MaxTopK = 16384;
}

/// <summary>One result.</summary>
/// <param name="Id">The vector's id.</param>
/// <param name="Score">Inner product or cosine.</param>
internal readonly record struct Hit(string Id, float Score);
