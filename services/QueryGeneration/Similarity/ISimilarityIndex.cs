namespace ImageSearchBench.QueryGeneration.Similarity;

/// <summary>The accepted text that a candidate is most similar to.</summary>
/// <param name="Text">The accepted text.</param>
/// <param name="Similarity">How similar, at most 1.</param>
internal readonly record struct Nearest(string Text, double Similarity);

/// <summary>Accepted texts, and how close a candidate comes to them in meaning.</summary>
internal interface ISimilarityIndex
{
    /// <summary>How meaning is compared, for the dataset card.</summary>
    string Method { get; }

    /// <summary>Limit above which two texts mean the same, by this method.</summary>
    double DefaultLimit { get; }

    /// <summary>Makes texts ready for the other methods, many at a time.</summary>
    Task PrepareAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken);

    /// <summary>The nearest accepted text; null when none is accepted.</summary>
    /// <param name="text">A prepared text.</param>
    Nearest? FindNearest(string text);

    /// <summary>Accepts a prepared text.</summary>
    void Add(string text);
}
