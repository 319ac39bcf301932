using System.Globalization;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Lets people look at captions beside their photos: edited ones are used, rejected ones left out. Photos that stand in for others are put
/// up as further stages, <c>captions 2</c> and so on.
/// </summary>
internal sealed class CaptionReview(PreparedPhotos prepared, JobContext context)
{
    private const string Stage = "captions";

    private readonly Dictionary<string, ReviewedItem> _items = new(StringComparer.Ordinal);
    private int _stages;

    /// <summary>What became of all captions so far.</summary>
    public IReadOnlyCollection<ReviewedItem> Items => _items.Values;

    /// <summary>Asks about captions; what was decided before is not asked again.</summary>
    /// <exception cref="ReviewPendingException">People have not decided yet.</exception>
    public async Task AskAsync(IEnumerable<CaptionedPhoto> photos, CancellationToken cancellationToken)
    {
        var proposals = photos.SelectMany(Propose).Where(p => !_items.ContainsKey(p.Key)).ToArray();
        if (proposals.Length == 0)
            return;
        _stages++;
        var stage = _stages == 1 ? Stage : string.Create(CultureInfo.InvariantCulture, $"{Stage} {_stages}");
        foreach (var item in await context.ReviewAsync(stage, proposals, wait: true, cancellationToken))
            _items[item.Key] = item;
    }

    /// <summary>A photo's captions that people keep, and who rejected all of them, if that is so.</summary>
    public (IReadOnlyList<PhotoCaption> Captions, string? RejectedBy) Decide(CaptionedPhoto photo)
    {
        var reviewed = Keyed(photo).Select(k => (k.Caption, Item: _items[k.Key])).ToArray();
        var kept = reviewed.Where(r => r.Item.IsKept).Select(r => Decide(r.Caption, r.Item)).ToArray();
        return (kept, kept.Length == 0 ? ReviewSummary.Names(reviewed.Select(r => r.Item)) : null);
    }

    private IEnumerable<ReviewProposal> Propose(CaptionedPhoto photo) => Keyed(photo).Select(k =>
        new ReviewProposal(k.Key, ReviewKind.Caption, k.Caption.Text)
        {
            Group = photo.Photo.Image,
            Image = prepared.FileOf(photo.Photo.Image),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["language"] = k.Caption.Language,
                ["written by"] = k.Caption.Provenance,
            },
        });

    private static PhotoCaption Decide(PhotoCaption caption, ReviewedItem item) => caption with
    {
        Text = item.Text,
        Provenance = item.Decision == ReviewDecision.Edited ? $"{caption.Provenance}, edited by {item.Reviewer}" : caption.Provenance,
        Reviewer = item.Reviewer,
    };

    // Numbered within its language: a caption in another one, which comes with a later try, must not move it.
    private static IEnumerable<(string Key, PhotoCaption Caption)> Keyed(CaptionedPhoto photo) =>
        photo.Captions.GroupBy(c => c.Language, StringComparer.Ordinal).SelectMany(own => own.Select((caption, number) =>
            (string.Create(CultureInfo.InvariantCulture, $"{photo.Photo.Image}#{own.Key}#{number}"), caption)));
}
