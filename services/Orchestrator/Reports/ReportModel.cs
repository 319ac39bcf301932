namespace ImageSearchBench.Orchestrator.Reports;

// What a report shows. Public because the components of the page are: Razor makes them so.

/// <summary>One or more systems on the same dataset.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Systems">The systems, in the order asked for.</param>
/// <param name="Differences">Every pair of systems in every measure; empty with one system.</param>
public sealed record ReportModel(ReportDataset Dataset, IReadOnlyList<ReportSystem> Systems, IReadOnlyList<ReportDifference> Differences)
{
    /// <summary>Queries are images and answers are texts.</summary>
    public bool FindsTexts { get; init; }

    /// <summary>How good the dataset is; null where that was not assessed.</summary>
    public ReportQuality? Quality { get; init; }
}

/// <summary>The dataset's card.</summary>
/// <param name="Hash">Hash of its content.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind"><c>labels</c>, <c>captions</c>, <c>topics</c> or <c>folder</c>.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Queries">Number of queries.</param>
/// <param name="Judgments">Number of relevance judgements.</param>
/// <param name="SkippedImages">Images that were left out when it was built.</param>
/// <param name="Counts">Queries by attribute and value, such as <c>level=2</c> → 120.</param>
public sealed record ReportDataset(
    string Hash,
    string Name,
    string Kind,
    long Images,
    long Queries,
    long Judgments,
    long SkippedImages,
    IReadOnlyDictionary<string, long> Counts);

/// <summary>A system's figures, and some of its queries.</summary>
/// <param name="Name">The system for people, such as <c>model:scenes-small</c>.</param>
/// <param name="RunId">The run.</param>
/// <param name="Hash">Content hash of the model or file.</param>
/// <param name="TopK">Results taken per query.</param>
/// <param name="Evaluated">When it was evaluated.</param>
/// <param name="Queries">Queries evaluated.</param>
/// <param name="QueriesWithoutRelevant">Queries without any relevant image.</param>
/// <param name="QueriesWithoutHits">Queries for which nothing was found.</param>
/// <param name="Figures">Means over all queries.</param>
/// <param name="Slices">Means over parts of the queries.</param>
/// <param name="Curve">Mean precision and recall at each cutoff from 1 on.</param>
/// <param name="Worst">Its worst queries, worst first.</param>
/// <param name="Typical">Queries from its middle.</param>
public sealed record ReportSystem(
    string Name,
    string RunId,
    string Hash,
    int TopK,
    DateTimeOffset Evaluated,
    long Queries,
    long QueriesWithoutRelevant,
    long QueriesWithoutHits,
    IReadOnlyList<ReportFigure> Figures,
    IReadOnlyList<ReportSlice> Slices,
    IReadOnlyList<ReportCurvePoint> Curve,
    IReadOnlyList<ReportQuery> Worst,
    IReadOnlyList<ReportQuery> Typical)
{
    /// <summary>The means with near-duplicates as one image; none where the dataset has no groups.</summary>
    public IReadOnlyList<ReportFigure> DuplicateAware { get; init; } = [];

    /// <summary>What unjudged results leave open; none where all is judged.</summary>
    public IReadOnlyList<ReportBounds> Bounds { get; init; } = [];

    /// <summary>Queries in which results have equal scores.</summary>
    public long QueriesWithTies { get; init; }

    /// <summary>What their order leaves open, for measures whose mean it changes.</summary>
    public IReadOnlyList<ReportTie> Ties { get; init; } = [];

    /// <summary>The figures of a matching set; null elsewhere.</summary>
    public ReportMatching? Matching { get; init; }

    /// <summary>What is behind the figures.</summary>
    public ReportInsights Insights { get; init; } = ReportInsights.None;
}

/// <summary>A mean with the ends of its 95 % bootstrap interval.</summary>
public sealed record ReportFigure(string Measure, double Mean, double Low, double High);

/// <summary>Figures of the queries whose attribute has this value.</summary>
public sealed record ReportSlice(string Attribute, string Value, long Queries, IReadOnlyList<ReportFigure> Figures);

/// <summary>Mean precision and recall at a cutoff.</summary>
public sealed record ReportCurvePoint(int Cutoff, double Precision, double Recall);

/// <summary>How two systems differ in a measure; first minus second.</summary>
public sealed record ReportDifference(
    string Measure,
    string First,
    string Second,
    double Difference,
    double Low,
    double High,
    double P,
    double PHolm,
    long Wins,
    long Ties,
    long Losses);

/// <summary>A query with what was found and what was missed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Language">BCP 47 tag; empty when unknown.</param>
/// <param name="Style">Style; empty when unknown.</param>
/// <param name="Level">Labels combined; 0 where that does not apply.</param>
/// <param name="Values">Its value in each measure of the system.</param>
/// <param name="Relevant">Relevant images that there are.</param>
/// <param name="RelevantFound">Relevant images among all results taken.</param>
/// <param name="Found">The first results, best first.</param>
/// <param name="Missed">Some relevant images that are not among the first results.</param>
/// <param name="MissedCount">How many of those there are in all.</param>
public sealed record ReportQuery(
    string Id,
    string Text,
    string Language,
    string Style,
    int Level,
    IReadOnlyList<double> Values,
    int Relevant,
    int RelevantFound,
    IReadOnlyList<ReportImage> Found,
    IReadOnlyList<ReportImage> Missed,
    int MissedCount)
{
    /// <summary>The query itself where it is an image; null elsewhere.</summary>
    public ReportThumbnail? Picture { get; init; }

    /// <summary>Why it went badly, the strongest cause first; none where it did not.</summary>
    public IReadOnlyList<ReportCause> Causes { get; init; } = [];
}

/// <summary>An image in a row of results.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rank">Rank from 1; null when it was not found at all.</param>
/// <param name="Score">Score; null when it was not found at all.</param>
/// <param name="Relevance">What is known of it.</param>
/// <param name="Thumbnail">Its picture; null where there is none to show.</param>
public sealed record ReportImage(string Id, int? Rank, double? Score, ReportRelevance Relevance, ReportThumbnail? Thumbnail)
{
    /// <summary>Its text where answers are texts; null elsewhere.</summary>
    public string? Text { get; init; }
}

/// <summary>What is known of an image for a query.</summary>
public enum ReportRelevance
{
    /// <summary>Nobody has judged it; it counts as not relevant.</summary>
    Unjudged,

    /// <summary>Judged as not relevant.</summary>
    NotRelevant,

    /// <summary>Relevant.</summary>
    Relevant,
}

/// <summary>A small picture.</summary>
/// <param name="DataUri">The picture itself as a <c>data:</c> URI.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record ReportThumbnail(string DataUri, int Width, int Height);
