using System.Globalization;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Lets people look at captions beside their photos: edited ones are used, rejected ones left out, and a photo with none left as well.</summary>
internal static class CaptionReview
{
    private const string Stage = "captions";

    /// <returns>The captions that are kept, and what became of each.</returns>
    public static async Task<(PhotoCaptions Captions, IReadOnlyList<ReviewedItem> Items)> RunAsync(
        PhotoCaptions captions, IReadOnlyList<PreparedPhoto> photos, PreparedPhotos prepared, JobContext context, CancellationToken cancellationToken)
    {
        var proposals = photos
            .SelectMany(photo => captions.ByImage[photo.Image].Select((caption, number) =>
                new ReviewProposal(Key(photo.Image, number), ReviewKind.Caption, caption.Text)
                {
                    Group = photo.Image,
                    Image = prepared.FileOf(photo.Image),
                    Details = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["language"] = caption.Language,
                        ["written by"] = caption.Provenance,
                    },
                }))
            .ToArray();
        var items = (await context.ReviewAsync(Stage, proposals, wait: true, cancellationToken)).ToDictionary(i => i.Key, StringComparer.Ordinal);

        var byImage = new Dictionary<string, List<PhotoCaption>>(StringComparer.Ordinal);
        var missing = new Dictionary<string, string>(captions.Missing, StringComparer.Ordinal);
        foreach (var (image, written) in captions.ByImage)
        {
            var reviewed = written.Select((caption, number) => (Caption: caption, Item: items[Key(image, number)])).ToArray();
            byImage[image] = reviewed.Where(r => r.Item.IsKept).Select(r => Decide(r.Caption, r.Item)).ToList();
            if (byImage[image].Count == 0 && reviewed.Length > 0)
                missing[image] = $"no caption of it was accepted ({ReviewSummary.Names(reviewed.Select(r => r.Item))}).";
        }

        return (captions with { ByImage = byImage, Missing = missing }, items.Values.ToArray());
    }

    private static PhotoCaption Decide(PhotoCaption caption, ReviewedItem item) => caption with
    {
        Text = item.Text,
        Provenance = item.Decision == ReviewDecision.Edited ? $"{caption.Provenance}, edited by {item.Reviewer}" : caption.Provenance,
        Reviewer = item.Reviewer,
    };

    private static string Key(string image, int number) => string.Create(CultureInfo.InvariantCulture, $"{image}#{number}");
}
