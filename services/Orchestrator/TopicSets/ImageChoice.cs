using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>What is left of a query's results, and what was dropped.</summary>
/// <param name="Left">Images that may be taken, best first.</param>
/// <param name="Images">Images that were dropped.</param>
/// <param name="Query">Why the query is dropped; null while it is not.</param>
internal sealed record ImageChoice(IReadOnlyList<FoundImage> Left, IReadOnlyList<Dropped> Images, Dropped? Query)
{
    /// <summary>Rules a to c: enough results, no advertisements, no small or long images, enough left.</summary>
    public static ImageChoice Of(TopicQuery query, Looked looked, CollectionRules rules)
    {
        if (looked.Results < rules.MinResults)
        {
            var detail = FormattableString.Invariant($"{looked.Results} results in all; at least {rules.MinResults} are wanted.");
            return new ImageChoice([], [], Dropped.OfQuery(query, DropReason.FewResults, detail));
        }

        var left = new List<FoundImage>();
        var dropped = new List<Dropped>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in looked.Images)
        {
            if (Fault(image, keys, rules) is var (reason, detail))
                dropped.Add(Dropped.OfImage(query, image.Key, reason, detail));
            else
                left.Add(image);
        }

        var few = left.Count < rules.Keep
            ? Dropped.OfQuery(query, DropReason.FewLeft, FormattableString.Invariant($"{left.Count} of the {looked.Images.Count} images looked at are left; at least {rules.Keep} are wanted."))
            : null;
        return new ImageChoice(left, dropped, few);
    }

    /// <summary>Why an image of this size is not taken; null when it is.</summary>
    public static (DropReason Reason, string Detail)? ShapeFault(int width, int height, CollectionRules rules)
    {
        var (small, large) = (Math.Min(width, height), Math.Max(width, height));
        return small < rules.MinSide || small <= 0
                ? (DropReason.SmallSide, FormattableString.Invariant($"{width} × {height} pixels: a side is shorter than {rules.MinSide}."))
            : large > rules.MaxRatio * small
                ? (DropReason.LongShape, FormattableString.Invariant($"{width} × {height} pixels: the long side is more than {rules.MaxRatio} times the short one."))
            : null;
    }

    private static (DropReason Reason, string Detail)? Fault(FoundImage image, HashSet<string> keys, CollectionRules rules) =>
        image.Fault is not null ? (DropReason.Unusable, image.Fault)
        : image.IsAdvertisement ? (DropReason.Advertisement, "the source says that it is an advertisement.")
        : image is { Width: { } width, Height: { } height } && ShapeFault(width, height, rules) is { } fault ? fault
        : !keys.Add(image.Key) ? (DropReason.Repeated, "the source gave it twice.")
        : null;
}
