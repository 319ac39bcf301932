namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>What a dataset can have beyond images, query texts and one relevant image for each; a format holds some of it.</summary>
[Flags]
internal enum DatasetFeatures
{
    None = 0,

    /// <summary>Grades above 1.</summary>
    Grades = 1,

    /// <summary>Judgements with grade 0 or below: judged, and not relevant.</summary>
    IrrelevantJudgments = 1 << 1,

    /// <summary>A query with several judged images.</summary>
    SeveralImagesPerQuery = 1 << 2,

    /// <summary>Queries without a judgement, as in an unlabelled test split.</summary>
    QueriesWithoutJudgments = 1 << 3,

    /// <summary>Images that no query asks for.</summary>
    UnjudgedImages = 1 << 4,

    /// <summary>Queries, or judgements of a query, in another order than that of the images they ask for.</summary>
    QueryOrder = 1 << 5,

    /// <summary>Language (where it cannot be told from the script), style, level, topic, labels, provenance of queries.</summary>
    QueryAttributes = 1 << 6,

    /// <summary>Time, place, source and licence of images.</summary>
    ImageAttributes = 1 << 7,

    /// <summary>Images without a file: known by URL and hash.</summary>
    ImagesWithoutFile = 1 << 8,

    /// <summary>The dataset says whether pairs match (kind <c>matching</c>), not what a search should find.</summary>
    MatchingKind = 1 << 9,

    All = (1 << 10) - 1,
}

/// <summary>Features in words.</summary>
internal static class DatasetFeatureNames
{
    private static readonly (DatasetFeatures Feature, string Text)[] Texts =
    [
        (DatasetFeatures.Grades, "grades above 1 (all relevant images count alike)"),
        (DatasetFeatures.IrrelevantJudgments, "judgements that an image is not relevant"),
        (DatasetFeatures.SeveralImagesPerQuery, "queries with several judged images (such a query becomes several queries with the same text)"),
        (DatasetFeatures.QueriesWithoutJudgments, "queries without a judged image"),
        (DatasetFeatures.UnjudgedImages, "images that no query asks for"),
        (DatasetFeatures.QueryOrder, "the order of the queries (they come in the order of the images)"),
        (DatasetFeatures.QueryAttributes, "language, style, level, topic, labels and provenance of queries"),
        (DatasetFeatures.ImageAttributes, "time, place, source and licence of images"),
        (DatasetFeatures.ImagesWithoutFile, "images without a file, with their judgements (withheld.jsonl lists them)"),
        (DatasetFeatures.MatchingKind, "that the pairs are a matching set (import it with --kind matching)"),
    ];

    /// <summary>One line for each feature.</summary>
    public static IReadOnlyList<string> Describe(DatasetFeatures features) =>
        [.. Texts.Where(t => features.HasFlag(t.Feature)).Select(t => t.Text)];
}
