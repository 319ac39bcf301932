namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Kinds of datasets that are treated in a way of their own.</summary>
internal static class DatasetKinds
{
    /// <summary>Pairs that match or do not, in place of queries with relevant images.</summary>
    public const string Matching = "matching";

    /// <summary>Queries of objects, each with the images that a source gave for it.</summary>
    public const string Topics = "topics";

    private const string Labels = "labels";
    private const string Captions = "captions";

    /// <summary>Labels and captions say of every image whether it is relevant; elsewhere an image that is not listed was judged by nobody.</summary>
    public static bool AreFullyJudged(string kind) => kind is Labels or Captions;

    /// <summary>The queries describe one image each.</summary>
    public static bool IsCaption(string kind, DatasetQuery query) => kind == Captions || query.Style == "caption";
}
