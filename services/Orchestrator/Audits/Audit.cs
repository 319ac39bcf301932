namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>What an audit found; stored as <c>audit.json</c>. A result is a query with an image that a system gave for it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DatasetHash">Hash of the dataset.</param>
/// <param name="RunId">The run.</param>
/// <param name="Judge">The model's own id and prompt; empty where it judged nothing.</param>
/// <param name="Depth">Results of each query that were looked at.</param>
/// <param name="Results">Results there are to this depth.</param>
/// <param name="Sampled">Results drawn at random from them.</param>
/// <param name="Judged">Results that the judge decided.</param>
/// <param name="Undecided">Results that it could not decide.</param>
/// <param name="Failed">Results that could not be judged.</param>
/// <param name="DatasetPrecision">Share of the sampled results that the dataset calls relevant.</param>
/// <param name="JudgePrecision">Share of the judged results that the judge calls relevant.</param>
/// <param name="Holes">Results that the judge calls relevant and the dataset does not.</param>
/// <param name="HolesConfirmed">Of these, confirmed by people.</param>
/// <param name="HolesRefused">Of these, refused by people.</param>
/// <param name="ListedHoles">The first of them, in the order of the dataset.</param>
/// <param name="DuplicateGroups">Groups of near-duplicate images.</param>
/// <param name="DuplicateImages">Images in these.</param>
internal sealed record Audit(
    string Id,
    string DatasetHash,
    string RunId,
    string Judge,
    int Depth,
    long Results,
    int Sampled,
    int Judged,
    int Undecided,
    int Failed,
    double DatasetPrecision,
    double JudgePrecision,
    int Holes,
    int HolesConfirmed,
    int HolesRefused,
    IReadOnlyList<AnnotationHole> ListedHoles,
    long DuplicateGroups,
    long DuplicateImages)
{
    /// <summary>Holes that are listed one by one; <c>judgements.jsonl</c> has all.</summary>
    public const int MaxListedHoles = 1000;

    /// <summary>From the judge, corrected by the random sample of people; null where they judged fewer than two.</summary>
    public PrecisionEstimate? Precision { get; init; }

    /// <summary>Judge against people; null where nobody was asked.</summary>
    public AgreementFigures? PeopleAgreement { get; init; }

    /// <summary>Judge against the dataset; null where that says nothing about the sampled results.</summary>
    public AgreementFigures? DatasetAgreement { get; init; }

    /// <summary>The first groups of near-duplicates.</summary>
    public IReadOnlyList<NearDuplicates> ListedDuplicates { get; init; } = [];
}

/// <summary>A result that is relevant for all that the judge sees, and that the dataset does not call so.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Text">Its text.</param>
/// <param name="ImageId">The image.</param>
/// <param name="Rank">Its rank, from 1.</param>
/// <param name="Grade">The judge's grade.</param>
/// <param name="Known">The dataset knows the image as not relevant, rather than not at all.</param>
internal sealed record AnnotationHole(string QueryId, string Text, string ImageId, int Rank, int Grade, bool Known)
{
    /// <summary>What people say; null where they were not asked.</summary>
    public bool? Confirmed { get; init; }
}

/// <summary>A figure with the ends of its interval.</summary>
internal sealed record Estimate(double Value, double Low, double High);

/// <summary>How far two agree on relevant or not: on how many queries and results, how often, and beyond chance (Cohen's kappa).</summary>
internal sealed record AgreementFigures(long Queries, long Pairs, Estimate Agreement, Estimate Kappa, IReadOnlyList<OpinionCount> Counts);

/// <summary>How often two opinions (1 relevant, 0 not) meet.</summary>
internal sealed record OpinionCount(int Judge, int Others, long Count);

/// <summary>Prediction-powered Precision: the estimate, that of the people's sample alone, and the judge's own with its bias and weight.</summary>
internal sealed record PrecisionEstimate(
    long Labeled, long Unlabeled, Estimate Corrected, Estimate PeopleOnly, double JudgeOnly, double JudgeBias, double Weight);
