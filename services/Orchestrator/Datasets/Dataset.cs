namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>A dataset that this server knows.</summary>
/// <param name="Hash">Hash of its content.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind"><c>labels</c>, <c>captions</c>, <c>topics</c> or <c>folder</c>.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Queries">Number of queries.</param>
/// <param name="Judgments">Number of relevance judgements.</param>
/// <param name="SkippedImages">Images that were left out when it was built.</param>
/// <param name="Counts">Queries by level, style and language.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="Owned">The folder lies below this server's data folder and goes when the dataset is deleted.</param>
/// <param name="CreateTime">When it was registered.</param>
internal sealed record Dataset(
    string Hash,
    string Name,
    string Kind,
    long Images,
    long Queries,
    long Judgments,
    long SkippedImages,
    IReadOnlyDictionary<string, long> Counts,
    string Directory,
    bool Owned,
    DateTimeOffset CreateTime)
{
    /// <summary>Hash of the version that it was made from; empty for one that was built from scratch.</summary>
    public string Parent { get; init; } = "";

    public string PathOf(string file) => Path.Combine(Directory, file);
}
