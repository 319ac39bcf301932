using System.Text.Json.Serialization;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Builds a caption set from photos.</summary>
/// <param name="Name">The dataset's name for people.</param>
/// <param name="Images">Folder of the photos.</param>
/// <param name="Metadata">File that says which photos there are, with times and places; empty scans the folder and reads EXIF.</param>
/// <param name="Photos">Photos wanted.</param>
/// <param name="Seed">Seed of the shuffle and of the captions.</param>
/// <param name="PlaceGrain">What counts as the same place.</param>
/// <param name="GeohashLength">Length of the geohash that is one place, 1 to 12.</param>
/// <param name="TimeGrain">What counts as the same time.</param>
/// <param name="Size">Side of the stored photos in pixels.</param>
/// <param name="KeepAspectRatio">Photos keep their shape within the square.</param>
/// <param name="Languages">Languages of the captions; empty means all that the caption files have.</param>
/// <param name="Captions">Files of captions by people; none means that a model writes them.</param>
/// <param name="CaptionModel">Language model that writes them; empty takes the first captioner.</param>
/// <param name="CaptionLength">Length aimed at; 0 leaves it to QueryGeneration.</param>
/// <param name="DuplicateModel">Encoder by which near-duplicates are found; empty finds none.</param>
/// <param name="MinCosine">Photos at least this near are near-duplicates.</param>
/// <param name="MaxTokens">Most tokens that captions may take; 0 means no limit.</param>
/// <param name="MaxCost">Most money that captions may cost; 0 means no limit.</param>
internal sealed record BuildCaptionSetSpec(
    string Name,
    string Images,
    string Metadata,
    int Photos,
    ulong Seed,
    PlaceGrain PlaceGrain,
    int GeohashLength,
    TimeGrain TimeGrain,
    int Size,
    bool KeepAspectRatio,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Captions,
    string CaptionModel,
    int CaptionLength,
    string DuplicateModel,
    float MinCosine,
    long MaxTokens,
    double MaxCost) : JobSpec
{
    /// <inheritdoc />
    public override bool AsksLanguageModels => Captions.Count == 0;

    /// <summary>People look at the captions before they are used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Review { get; init; }
}

/// <summary>What counts as the same place.</summary>
internal enum PlaceGrain
{
    /// <summary>The same geohash cell, or the same text where there are no coordinates.</summary>
    Geohash = 1,

    /// <summary>The same text.</summary>
    Text = 2,
}

/// <summary>What counts as the same time, as the photo's own clock showed it.</summary>
internal enum TimeGrain
{
    /// <summary>The same hour of the same day.</summary>
    Hour = 1,

    /// <summary>The same day.</summary>
    Day = 2,
}
