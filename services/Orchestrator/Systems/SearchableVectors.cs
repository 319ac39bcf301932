using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>A system as the search sees it: images and queries of one space, each in a collection of the Index.</summary>
/// <param name="Images">Collection of the images.</param>
/// <param name="Queries">Collection of the queries.</param>
/// <param name="Dimension">Length of the vectors.</param>
internal sealed record SearchableVectors(string Images, string Queries, int Dimension)
{
    /// <summary>The collections with those on the side of images that are searched, and on the side of queries those that ask.</summary>
    public SearchableVectors In(SearchDirection direction) =>
        direction is SearchDirection.ImageToText ? new SearchableVectors(Queries, Images, Dimension) : this;
}

/// <summary>Names of collections.</summary>
internal static class CollectionNames
{
    /// <summary>Images of a dataset in the space of a model or of a folder of vectors.</summary>
    public static string Images(string datasetHash, string systemHash) => $"{datasetHash[..16]}-{systemHash[..16]}";

    /// <summary>Queries of the same.</summary>
    public static string Queries(string datasetHash, string systemHash) => Images(datasetHash, systemHash) + "-queries";
}
