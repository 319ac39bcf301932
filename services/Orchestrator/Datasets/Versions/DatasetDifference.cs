namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>What two versions differ in.</summary>
internal enum DatasetPart
{
    /// <summary>The kind, or a parameter of the card.</summary>
    Parameter,

    /// <summary>A whole file that is part of the content, such as the taxonomy.</summary>
    File,

    Image,

    Query,

    Judgment,
}

internal enum DifferenceKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>A difference of two versions.</summary>
/// <param name="Part">Of what.</param>
/// <param name="Kind">How.</param>
/// <param name="Id">Name of the parameter or file, or id of the image or query.</param>
internal sealed record DatasetDifference(DatasetPart Part, DifferenceKind Kind, string Id)
{
    /// <summary>The judged image; empty for other parts.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>What it was: fields that changed as JSON, a grade, a text; empty for what was added.</summary>
    public string From { get; init; } = "";

    /// <summary>What it is; empty for what was removed.</summary>
    public string To { get; init; } = "";

    /// <summary>Differences that this stands for: judgements of an added or removed query come as one.</summary>
    public long Count { get; init; } = 1;
}
