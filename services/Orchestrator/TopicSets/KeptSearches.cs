using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>What a source found for a query.</summary>
/// <param name="Query">The query's text.</param>
/// <param name="Results">Results in all; where the source does not say, those that were seen.</param>
/// <param name="IsAll">There are no more; else at least so many.</param>
/// <param name="Images">The first ones.</param>
internal sealed record Looked(string Query, long Results, bool IsAll, IReadOnlyList<FoundImage> Images);

/// <summary>Searches, each kept in the job's folder as it comes: a source is asked once for a query.</summary>
internal sealed class KeptSearches(IImageSource source, KeyedLedger<Looked> ledger, CollectionRules rules, int maxPages)
{
    /// <summary>Opens the ledger of a job.</summary>
    public static Task<KeyedLedger<Looked>> OpenAsync(string workFolder, CancellationToken cancellationToken) =>
        KeyedLedger<Looked>.OpenAsync(Path.Combine(workFolder, "searches.jsonl"), l => l.Query, cancellationToken);

    /// <summary>The first results of a query.</summary>
    public async Task<Looked> GetAsync(TopicQuery query, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(query.Text, cancellationToken) is { } known)
            return known;
        var looked = await SearchAsync(query, cancellationToken);
        await ledger.AddAsync(query.Text, looked, cancellationToken);
        return looked;
    }

    // As many pages as the rules need: results to look at, and, where the source does not say how many there are, enough of them seen.
    private async Task<Looked> SearchAsync(TopicQuery query, CancellationToken cancellationToken)
    {
        var images = new List<FoundImage>();
        var (page, seen) = ("", 0L);
        for (var pages = 0; pages < maxPages; pages++)
        {
            var found = await source.SearchAsync(new ImageQuery(query.Text, query.Language), page, cancellationToken);
            seen += found.Images.Count;
            images.AddRange(found.Images.Take(rules.LookAt - images.Count));
            page = found.NextPage;
            if (found.Total is { } total && (images.Count >= rules.LookAt || total < rules.MinResults || page.Length == 0))
                return new Looked(query.Text, total, IsAll: true, images);
            if (page.Length == 0)
                return new Looked(query.Text, seen, IsAll: true, images);
            if (found.Total is null && images.Count >= rules.LookAt && seen >= rules.MinResults)
                break;
        }

        return new Looked(query.Text, seen, IsAll: false, images);
    }
}
