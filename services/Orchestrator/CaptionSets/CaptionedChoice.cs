using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Chooses photos until as many as wanted have captions that are kept. The order of the choice says who stands in for a photo without one:
/// the set is the first ones of that order that have captions, however long these took, and whoever was interrupted in between.
/// </summary>
/// <param name="chooser">The order of the choice.</param>
/// <param name="captions">Captions of photos.</param>
/// <param name="review">Asks people; null where nobody is asked.</param>
/// <param name="context">The job.</param>
internal sealed class CaptionedChoice(PhotoChooser chooser, ICaptionSource captions, CaptionReview? review, JobContext context)
{
    /// <summary>After so many photos in a row without a caption a model is not asked about further ones: it would be paid for nothing.</summary>
    public const int MostFailedInARow = 100;

    private readonly List<Entry> _entries = [];
    private StageTracker? _stage;

    /// <summary>Chooses.</summary>
    /// <exception cref="Review.ReviewPendingException">People have not decided yet.</exception>
    public async Task<CaptionedPhotos> RunAsync(int wanted, int available, CancellationToken cancellationToken)
    {
        string? noMore = null;
        while (true)
        {
            var kept = _entries.Count(e => e.Dropped is null);
            var missing = wanted - kept;
            if (missing > 0 && noMore is null && (noMore = FailedInARow()) is null)
            {
                if (!await ExtendAsync(_entries.Count + Round(missing, kept), available, cancellationToken))
                    noMore = "there are no more photos.";
            }
            else if (!await ReviewAsync(cancellationToken))
            {
                return Result(missing, noMore);
            }
        }
    }

    // All that are wanted at first; then what is missing, but no more than has worked: a model that has begun to refuse all is noticed soon.
    private int Round(int missing, int kept) => _entries.Count == 0 ? missing : Math.Min(missing, Math.Max(kept, MostFailedInARow));

    // Further photos of the order with their captions; false where there are none.
    private async Task<bool> ExtendAsync(int count, int available, CancellationToken cancellationToken)
    {
        _stage = context.BeginOrGoOn(_stage, "choose photos", Math.Min(count, available));
        var chosen = await chooser.ChooseAsync(count, _stage, cancellationToken);
        _stage.SetTotal(0);
        _stage.Finish();

        var more = chosen.Photos.Skip(_entries.Count).ToArray();
        if (more.Length == 0)
            return false;
        var found = await captions.FindAsync(more.Select(m => m.Photo).ToArray(), cancellationToken);
        foreach (var ((photo, offset), own) in more.Zip(found))
        {
            _entries.Add(new Entry(new CaptionedPhoto(photo, offset, own.Captions), chosen.Selection.PurposeOf(_entries.Count))
            {
                Dropped = own.Captions.Count > 0 ? null : new DroppedPhoto(photo.Image, PhotoDropReason.NoCaption, own.Fault ?? "there is no caption for it."),
            });
        }

        return true;
    }

    // False where nothing is left to be decided.
    private async Task<bool> ReviewAsync(CancellationToken cancellationToken)
    {
        var open = _entries.Where(e => e is { Dropped: null, IsReviewed: false }).ToArray();
        if (review is null || open.Length == 0)
            return false;
        await review.AskAsync(open.Select(e => e.Photo), cancellationToken);
        foreach (var entry in open)
        {
            var (kept, rejectedBy) = review.Decide(entry.Photo);
            entry.IsReviewed = true;
            entry.Photo = entry.Photo with { Captions = kept };
            if (kept.Count == 0)
                entry.Dropped = new DroppedPhoto(entry.Photo.Photo.Image, PhotoDropReason.Rejected, $"no caption of it was accepted ({rejectedBy}).");
        }

        return true;
    }

    private string? FailedInARow() =>
        _entries.Count >= MostFailedInARow && _entries.TakeLast(MostFailedInARow).All(e => e.Dropped is { Reason: PhotoDropReason.NoCaption })
            ? $"the last {MostFailedInARow} photos that were tried got no caption: {_entries[^1].Dropped!.Detail}"
            : null;

    private CaptionedPhotos Result(int missing, string? because)
    {
        var kept = _entries.Where(e => e.Dropped is null).ToArray();
        return new CaptionedPhotos(
            kept.Select(e => e.Photo).ToArray(),
            _entries.Select(e => e.Dropped).OfType<DroppedPhoto>().ToArray(),
            missing,
            missing > 0 ? because : null,
            new ChoiceCounts(
                kept.Count(e => e.Purpose == Purpose.Place), kept.Count(e => e.Purpose == Purpose.Time), kept.Count(e => e.Purpose == Purpose.Number)));
    }

    private sealed class Entry(CaptionedPhoto photo, Purpose purpose)
    {
        public CaptionedPhoto Photo { get; set; } = photo;

        public Purpose Purpose => purpose;

        public bool IsReviewed { get; set; }

        public DroppedPhoto? Dropped { get; set; }
    }
}
