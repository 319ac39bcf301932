namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A photo with its captions.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Offset">Place of its line.</param>
/// <param name="Captions">Its captions.</param>
internal sealed record CaptionedPhoto(PreparedPhoto Photo, long Offset, IReadOnlyList<PhotoCaption> Captions);

/// <summary>Why a photo that was chosen is not in the dataset; the names are in files.</summary>
internal enum PhotoDropReason
{
    /// <summary>There is no caption of it.</summary>
    NoCaption,

    /// <summary>People rejected all its captions.</summary>
    Rejected,
}

/// <summary>A photo that was chosen, and for which another one stands in.</summary>
/// <param name="Image">Path of the photo below the folder.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">Why, for a person.</param>
internal sealed record DroppedPhoto(string Image, PhotoDropReason Reason, string Detail);

/// <summary>The photos of a caption set.</summary>
/// <param name="Photos">Photos with the captions that are used, in the order of the choice.</param>
/// <param name="Dropped">Photos without one, in the same order.</param>
/// <param name="Missing">Photos that are missing; 0 where there are as many as wanted.</param>
/// <param name="MissingBecause">Why; null where none is.</param>
/// <param name="Counts">What the photos were taken for.</param>
internal sealed record CaptionedPhotos(
    IReadOnlyList<CaptionedPhoto> Photos, IReadOnlyList<DroppedPhoto> Dropped, int Missing, string? MissingBecause, ChoiceCounts Counts);

/// <summary>What photos were taken for.</summary>
/// <param name="ByPlace">For a place not seen before.</param>
/// <param name="ByTime">After them, for a place or a time not seen before.</param>
/// <param name="AtRandom">To fill up.</param>
internal sealed record ChoiceCounts(int ByPlace, int ByTime, int AtRandom);
