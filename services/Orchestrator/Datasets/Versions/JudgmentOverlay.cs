using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>Judgements that stand over a dataset's: those that earlier versions were given, and new ones. Of two the later one holds.</summary>
internal sealed class JudgmentOverlay : IAsyncDisposable
{
    private readonly QueryLines? _known;
    private readonly QueryLines? _added;
    private readonly string _reviewer;

    private JudgmentOverlay(QueryLines? known, QueryLines? added, string reviewer)
    {
        _known = known;
        _added = added;
        _reviewer = reviewer;
    }

    /// <summary>Opens what there is, and checks new judgements.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="qrels">New judgements in TREC format; empty for none.</param>
    /// <param name="reviewer">Who made them; empty when unknown.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Hosting.Errors.BenchException">A line is broken, or names a query or image that the dataset does not have.</exception>
    public static async Task<JudgmentOverlay> OpenAsync(Dataset dataset, string qrels, string reviewer, CancellationToken cancellationToken)
    {
        var reviewed = dataset.PathOf(DatasetFiles.Reviewed);
        var known = File.Exists(reviewed) ? await QueryLines.ReadAsync(reviewed, l => ReviewedJudgments.Parse(l), cancellationToken) : null;
        try
        {
            return new JudgmentOverlay(known, qrels.Length > 0 ? await CheckedAsync(dataset, qrels, cancellationToken) : null, reviewer);
        }
        catch
        {
            if (known is not null)
                await known.DisposeAsync();
            throw;
        }
    }

    /// <summary>All judgements over those of a query: the older ones first, each image once.</summary>
    public async Task<IReadOnlyList<ReviewedJudgment>> OfAsync(string queryId, CancellationToken cancellationToken)
    {
        var judgments = new OrderedDictionary<string, ReviewedJudgment>(StringComparer.Ordinal);
        foreach (var judgment in _known is null ? [] : await _known.ReadAsync(queryId, ReviewedJudgments.Parse, cancellationToken))
            judgments[judgment.ImageId] = judgment;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var judgment in _added is null ? [] : await _added.ReadAsync(queryId, Once, cancellationToken))
            judgments[judgment.ImageId] = new ReviewedJudgment(judgment.ImageId, judgment.Grade, _reviewer);
        return judgments.Values.AsReadOnly();

        Judgment Once(LineReader lines)
        {
            var judgment = TrecLines.Judgment(lines);
            return seen.Add(judgment.ImageId) ? judgment : throw lines.Fault($"the image '{judgment.ImageId}' is judged twice for '{queryId}'.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_known is not null)
            await _known.DisposeAsync();
        if (_added is not null)
            await _added.DisposeAsync();
    }

    private static async Task<QueryLines> CheckedAsync(Dataset dataset, string qrels, CancellationToken cancellationToken)
    {
        // Hashes instead of ids: some 30 bytes each, however long they are.
        var queries = await HashesAsync(JsonLines.ReadAsync<DatasetQuery>(dataset.PathOf(DatasetFiles.Queries), cancellationToken).Select(q => q.Id), cancellationToken);
        var images = File.Exists(dataset.PathOf(DatasetFiles.Images))
            ? await HashesAsync(JsonLines.ReadAsync<DatasetImage>(dataset.PathOf(DatasetFiles.Images), cancellationToken).Select(i => i.Id), cancellationToken)
            : null;
        return await QueryLines.ReadAsync(qrels, Check, cancellationToken);

        void Check(LineReader lines)
        {
            if (!queries.Contains(XxHash128.HashToUInt128(TrecLines.QueryId(lines))))
                throw lines.Fault($"the dataset has no query '{Encoding.UTF8.GetString(TrecLines.QueryId(lines))}'.");
            var image = TrecLines.Judgment(lines).ImageId;
            if (images is not null && !images.Contains(Hash(image)))
                throw lines.Fault($"the dataset has no image '{image}'.");
        }
    }

    private static async Task<HashSet<UInt128>> HashesAsync(IAsyncEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var hashes = new HashSet<UInt128>();
        await foreach (var id in ids.WithCancellation(cancellationToken))
            hashes.Add(Hash(id));
        return hashes;
    }

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
