using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>The two rows of images that stand below a query: what was found first, and relevant images that are not there.</summary>
internal sealed class ImageRows
{
    private readonly IReadOnlyList<Entry> _found;
    private readonly IReadOnlyList<Entry> _missed;
    private readonly int _missedCount;

    private ImageRows(IReadOnlyList<Entry> found, IReadOnlyList<Entry> missed, int missedCount)
    {
        _found = found;
        _missed = missed;
        _missedCount = missedCount;
    }

    /// <summary>Images in both rows.</summary>
    public IEnumerable<string> ImageIds => _found.Concat(_missed).Select(e => e.ImageId);

    /// <summary>The rows of a topic.</summary>
    /// <param name="topic">What was found.</param>
    /// <param name="judgments">What is known of the query.</param>
    /// <param name="fullyJudged">An image without a judgement is known to be irrelevant.</param>
    /// <param name="mostFound">Images in the first row.</param>
    /// <param name="mostMissed">Images in the second row: those that come next in the ranking first, then those not found, by id.</param>
    public static ImageRows Of(RunTopic topic, IReadOnlyList<Judgment> judgments, bool fullyJudged, int mostFound, int mostMissed)
    {
        var grades = judgments.ToDictionary(j => j.ImageId, j => j.Grade, StringComparer.Ordinal);
        var ranked = topic.Hits.Select((h, i) => new Entry(h.ImageId, i + 1, h.Score, Relevance(grades, h.ImageId, fullyJudged))).ToArray();
        var found = ranked.Take(mostFound).ToArray();

        var later = ranked.Skip(mostFound).Where(e => e.Relevance == ReportRelevance.Relevant);
        var everywhere = ranked.Select(e => e.ImageId).ToHashSet(StringComparer.Ordinal);
        var nowhere = judgments
            .Where(j => j.Grade > 0 && !everywhere.Contains(j.ImageId))
            .OrderBy(j => j.ImageId, StringComparer.Ordinal)
            .Select(j => new Entry(j.ImageId, Rank: null, Score: null, ReportRelevance.Relevant));
        var missed = later.Concat(nowhere).ToArray();
        return new ImageRows(found, [.. missed.Take(mostMissed)], missed.Length);
    }

    /// <summary>The query as the page shows it.</summary>
    public ReportQuery ToQuery(DatasetQuery query, RunTopic topic, ShownDocuments documents) => new(
        query.Id,
        query.Text,
        query.Language,
        query.Style,
        query.Level,
        topic.Values,
        topic.Relevant,
        topic.RelevantRanks.Count,
        Show(_found, documents),
        Show(_missed, documents),
        _missedCount)
    {
        Picture = query.Text.Length == 0 ? documents.Pictures.GetValueOrDefault(query.Id) : null,
    };

    private static IReadOnlyList<ReportImage> Show(IReadOnlyList<Entry> entries, ShownDocuments documents) =>
        [.. entries.Select(e => new ReportImage(e.ImageId, e.Rank, e.Score, e.Relevance, documents.Pictures.GetValueOrDefault(e.ImageId))
        {
            Text = documents.Texts.GetValueOrDefault(e.ImageId),
        })];

    private static ReportRelevance Relevance(Dictionary<string, int> grades, string imageId, bool fullyJudged) =>
        !grades.TryGetValue(imageId, out var grade) ? (fullyJudged ? ReportRelevance.NotRelevant : ReportRelevance.Unjudged)
        : grade > 0 ? ReportRelevance.Relevant
        : ReportRelevance.NotRelevant;

    private sealed record Entry(string ImageId, int? Rank, double? Score, ReportRelevance Relevance);
}
