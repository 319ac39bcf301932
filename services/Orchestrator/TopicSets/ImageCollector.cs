using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>What came of a query.</summary>
/// <param name="Query">The query.</param>
/// <param name="Images">Its images, best first; none where it is dropped.</param>
/// <param name="Dropped">What was dropped: the query, or images of it.</param>
internal sealed record CollectedQuery(TopicQuery Query, IReadOnlyList<(FoundImage Image, Picture Picture)> Images, IReadOnlyList<Dropped> Dropped)
{
    /// <summary>The query has its images.</summary>
    public bool IsKept => Images.Count > 0;
}

/// <summary>
/// Collects images for queries by the rules of the method (4.6). Searches and downloads of several queries run side by side; what is kept is
/// decided for one query after the other, in their order, so that it does not depend on which reply came first.
/// </summary>
/// <param name="searches">Asks the source.</param>
/// <param name="pictures">Fetches images.</param>
/// <param name="rules">The rules' numbers.</param>
/// <param name="width">Queries in work at once.</param>
internal sealed class ImageCollector(KeptSearches searches, KeptPictures pictures, CollectionRules rules, int width)
{
    private readonly TakenImages _taken = new();

    /// <summary>Collects; results come in the order of the queries.</summary>
    public async IAsyncEnumerable<CollectedQuery> RunAsync(IReadOnlyList<TopicQuery> queries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prepared = OrderedParallel.SelectAsync(
            queries.ToAsyncEnumerable(), width, async query => (Query: query, Choice: await PrepareAsync(query, cancellationToken)), cancellationToken);
        await foreach (var (query, choice) in prepared)
            yield return await DecideAsync(query, choice, cancellationToken);
    }

    // What earlier queries take meanwhile is not known yet: a few images may be fetched in vain, none too little.
    private async Task<ImageChoice> PrepareAsync(TopicQuery query, CancellationToken cancellationToken)
    {
        var choice = ImageChoice.Of(query, await searches.GetAsync(query, cancellationToken), rules);
        if (choice.Query is not null || choice.Left.Count(_taken.Has) > rules.MaxTaken)
            return choice;
        var rest = choice.Left.Where(i => !_taken.Has(i)).ToArray();
        var had = 0;
        for (var next = 0; next < rest.Length && had < rules.Keep;)
        {
            var some = rest[next..Math.Min(rest.Length, next + rules.Keep - had)];
            next += some.Length;
            var fetched = await Task.WhenAll(some.Select(i => pictures.GetAsync(i, cancellationToken)));
            had += fetched.Count(p => p.Fault is null);
        }

        return choice;
    }

    private async Task<CollectedQuery> DecideAsync(TopicQuery query, ImageChoice choice, CancellationToken cancellationToken)
    {
        var dropped = choice.Images.ToList();
        if (choice.Query is not null)
            return Drop(choice.Query);
        var taken = choice.Left.Where(_taken.Has).ToArray();
        if (taken.Length > rules.MaxTaken)
            return Drop(Dropped.OfQuery(query, DropReason.AlreadyTaken, $"'{taken[0].Key}' belongs to the query '{_taken.OwnerOf(taken[0])}' already."));
        dropped.AddRange(taken.Select(i => Dropped.OfImage(query, i.Key, DropReason.AlreadyTaken, $"it belongs to the query '{_taken.OwnerOf(i)}' already.")));

        var passed = taken.Length;
        var kept = new List<(FoundImage Image, Picture Picture)>();
        foreach (var image in choice.Left.Where(i => !_taken.Has(i)))
        {
            if (kept.Count == rules.Keep)
                break;
            var picture = await pictures.GetAsync(image, cancellationToken);
            if (picture.Fault is { } fault)
            {
                dropped.Add(Dropped.OfImage(query, image.Key, fault.Reason, fault.Detail));
                continue;
            }

            var twin = kept.Find(k => k.Picture.SourceSha256 == picture.SourceSha256).Image;
            if (twin is not null)
                dropped.Add(Dropped.OfImage(query, image.Key, DropReason.SamePicture, $"it is the same picture as '{twin.Key}'."));
            else if (_taken.OwnerOf(picture) is not { } owner)
                kept.Add((image, picture));
            else if (++passed > rules.MaxTaken)
                return Drop(Dropped.OfQuery(query, DropReason.SamePicture, $"'{image.Key}' is a picture of the query '{owner}' under another address."));
            else
                dropped.Add(Dropped.OfImage(query, image.Key, DropReason.SamePicture, $"it is a picture of the query '{owner}' under another address."));
        }

        if (kept.Count < rules.Keep)
        {
            var few = choice.Left.Count - passed < rules.Keep;
            var detail = FormattableString.Invariant($"{kept.Count} of {choice.Left.Count} images could be had that no earlier query has; {rules.Keep} are wanted.");
            return Drop(Dropped.OfQuery(query, few ? DropReason.AlreadyTaken : DropReason.FewCouldBeHad, detail));
        }

        _taken.Add(query, kept);
        return new CollectedQuery(query, kept, dropped);

        CollectedQuery Drop(Dropped what) => new(query, [], [.. dropped, what]);
    }
}
