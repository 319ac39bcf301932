using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Where a report gets its material from.</summary>
/// <param name="Dataset">The dataset that all runs are on.</param>
/// <param name="Queries">Its queries.</param>
/// <param name="Runs">The runs.</param>
/// <param name="ReadTopics">Reads a run's topics from the start.</param>
/// <param name="ReadJudgments">Reads the judgements of these queries.</param>
/// <param name="ImageFiles">Finds the files of images, by id; images without a file are not in the answer.</param>
/// <param name="Differences">How the runs differ; empty with one run.</param>
internal sealed record ReportSource(
    ReportDataset Dataset,
    IReadOnlyList<DatasetQuery> Queries,
    IReadOnlyList<Run> Runs,
    Func<Run, IAsyncEnumerable<RunTopic>> ReadTopics,
    Func<IReadOnlySet<string>, Task<IReadOnlyDictionary<string, IReadOnlyList<Judgment>>>> ReadJudgments,
    Func<IReadOnlySet<string>, Task<IReadOnlyDictionary<string, string>>> ImageFiles,
    IReadOnlyList<PairedDifference> Differences)
{
    /// <summary>Finds the texts of documents, by id, where answers are texts; null where they are images.</summary>
    public Func<IReadOnlySet<string>, Task<IReadOnlyDictionary<string, string>>>? Texts { get; init; }

    /// <summary>Analyses of runs by their ids.</summary>
    public IReadOnlyDictionary<string, ReportInsights> Insights { get; init; } = new Dictionary<string, ReportInsights>(StringComparer.Ordinal);

    /// <summary>How good the dataset is; null where that was not assessed.</summary>
    public ReportQuality? Quality { get; init; }
}

/// <summary>Gathers what a report shows. Memory grows with the number of queries (their texts), not with that of images or results.</summary>
internal static class ReportBuilder
{
    private const int FoundShown = 10;
    private const int MissedShown = 6;

    /// <summary>Measures that tell how a query went, the first that a run has.</summary>
    private static readonly string[] OrderBy = ["AP", "nDCG@10", "RR", "P@10", "P@5"];

    /// <summary>Builds the report.</summary>
    /// <param name="source">The material.</param>
    /// <param name="queriesShown">Queries shown with pictures for each run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<ReportModel> BuildAsync(ReportSource source, int queriesShown, CancellationToken cancellationToken)
    {
        var queries = source.Queries.ToDictionary(q => q.Id, StringComparer.Ordinal);
        var shown = new List<(Run Run, QuerySelection Selection, Dictionary<string, RunTopic> Topics)>();
        foreach (var run in source.Runs)
        {
            var selection = await ChooseAsync(source, run, queries, queriesShown, cancellationToken);
            shown.Add((run, selection, await ReadAsync(source, run, selection, cancellationToken)));
        }

        var judgments = await source.ReadJudgments(shown.SelectMany(s => s.Topics.Keys).ToHashSet(StringComparer.Ordinal));
        var rows = shown.SelectMany(s => s.Topics.Values.Select(t => (s.Run.Id, Topic: t)))
            .ToDictionary(t => (t.Id, t.Topic.QueryId), t => RowsOf(t.Topic));
        var documents = await DocumentsAsync(source, rows.Values, rows.Keys.Select(k => k.QueryId), cancellationToken);

        return new ReportModel(
            source.Dataset,
            [.. shown.Select(s => System(s.Run, Show(s.Run, s.Selection.Worst, s.Topics), Show(s.Run, s.Selection.Typical, s.Topics)) with
            {
                Insights = WithPictures(InsightsOf(s.Run), documents),
            })],
            [.. source.Differences.Select(Difference)])
        {
            FindsTexts = source.Texts is not null,
            Quality = source.Quality,
        };

        ReportInsights InsightsOf(Run run) => source.Insights.GetValueOrDefault(run.Id, ReportInsights.None);

        ImageRows RowsOf(RunTopic topic) => ImageRows.Of(
            topic, judgments.GetValueOrDefault(topic.QueryId) ?? [], DatasetKinds.AreFullyJudged(source.Dataset.Kind), FoundShown, MissedShown);

        IReadOnlyList<ReportQuery> Show(Run run, IReadOnlyList<string> ids, Dictionary<string, RunTopic> topics) =>
            [.. ids.Select(id => rows[(run.Id, id)].ToQuery(queries[id], topics[id], documents) with
            {
                Causes = InsightsOf(run).Failures?.CausesOf.GetValueOrDefault(id) ?? [],
            })];
    }

    private static async Task<Dictionary<string, RunTopic>> ReadAsync(
        ReportSource source, Run run, QuerySelection selection, CancellationToken cancellationToken)
    {
        var wanted = selection.Worst.Concat(selection.Typical).ToHashSet(StringComparer.Ordinal);
        var topics = new Dictionary<string, RunTopic>(StringComparer.Ordinal);
        await foreach (var topic in source.ReadTopics(run).WithCancellation(cancellationToken))
        {
            if (wanted.Contains(topic.QueryId))
                topics[topic.QueryId] = topic;
        }

        return topics;
    }

    private static async Task<QuerySelection> ChooseAsync(
        ReportSource source, Run run, Dictionary<string, DatasetQuery> queries, int count, CancellationToken cancellationToken)
    {
        var measures = run.Summary.Measures.Select(m => m.Measure).ToList();
        var index = OrderBy.Select(m => measures.IndexOf(m)).FirstOrDefault(i => i >= 0, 0);
        var values = new List<(DatasetQuery, double)>();
        await foreach (var topic in source.ReadTopics(run).WithCancellation(cancellationToken))
        {
            // A query that nothing answers says nothing about the system.
            if (topic.Relevant > 0)
                values.Add((queries[topic.QueryId], topic.Values[index]));
        }

        return QuerySelection.Choose(values, count);
    }

    private static async Task<ShownDocuments> DocumentsAsync(
        ReportSource source, IReadOnlyCollection<ImageRows> rows, IEnumerable<string> queryIds, CancellationToken cancellationToken)
    {
        var hubs = source.Insights.Values.SelectMany(i => i.Failures?.Hubs ?? []).Select(h => h.ImageId);
        string[] found = [.. rows.SelectMany(r => r.ImageIds), .. hubs];
        if (source.Texts is null)
            return new ShownDocuments(await PicturesAsync(source, found, cancellationToken), new Dictionary<string, string>(StringComparer.Ordinal));
        return new ShownDocuments(
            await PicturesAsync(source, [.. queryIds], cancellationToken),
            await source.Texts(found.ToHashSet(StringComparer.Ordinal)));
    }

    // An image that is shown twice takes its bytes twice.
    private static async Task<IReadOnlyDictionary<string, ReportThumbnail?>> PicturesAsync(
        ReportSource source, string[] ids, CancellationToken cancellationToken)
    {
        var files = await source.ImageFiles(ids.ToHashSet(StringComparer.Ordinal));
        var edge = Thumbnails.EdgeFor(ids.Length);
        var pictures = new Dictionary<string, ReportThumbnail?>(StringComparer.Ordinal);
        foreach (var (id, file) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pictures[id] = Thumbnails.Make(file, edge);
        }

        return pictures;
    }

    private static ReportInsights WithPictures(ReportInsights insights, ShownDocuments documents) => insights.Failures is not { } failures
        ? insights
        : insights with
        {
            Failures = failures with
            {
                Hubs = [.. failures.Hubs.Select(h => h with
                {
                    Thumbnail = documents.Pictures.GetValueOrDefault(h.ImageId),
                    Text = documents.Texts.GetValueOrDefault(h.ImageId),
                })],
            },
        };

    private static ReportSystem System(Run run, IReadOnlyList<ReportQuery> worst, IReadOnlyList<ReportQuery> typical) => new(
        run.SystemName,
        run.Id,
        run.SystemHash,
        run.TopK,
        run.CreateTime,
        run.Summary.Queries,
        run.Summary.QueriesWithoutRelevant,
        run.Summary.QueriesWithoutHits,
        Figures(run.Summary.Measures),
        [.. run.Summary.Slices.Select(s => new ReportSlice(s.Attribute, s.Value, s.Queries, Figures(s.Measures)))],
        [.. run.Summary.Curve.Select(p => new ReportCurvePoint(p.Cutoff, p.Precision, p.Recall))],
        worst,
        typical)
    {
        DuplicateAware = Figures(run.Summary.DuplicateAware),
        Bounds = [.. run.Summary.PrecisionBounds.Where(b => b.Judged < 1).Select(b => new ReportBounds(b.Cutoff, b.Low, b.High, b.Judged))],
        QueriesWithTies = run.Summary.Ties?.QueriesWithTies ?? 0,
        Ties = [.. (run.Summary.Ties?.Measures ?? []).Where(MattersInPrint).Select(m => new ReportTie(m.Measure, m.Worst, m.Expected, m.Best))],
        Matching = run.Summary.Matching?.ToReport(),
    };

    private static bool MattersInPrint(TieRange range) => ReportFormat.Figure(range.Worst) != ReportFormat.Figure(range.Best);

    private static IReadOnlyList<ReportFigure> Figures(IReadOnlyList<MeasureValue> values) =>
        [.. values.Select(v => new ReportFigure(v.Measure, v.Mean, v.Low, v.High))];

    private static ReportDifference Difference(PairedDifference d) =>
        new(d.Measure, d.First, d.Second, d.Difference, d.Low, d.High, d.PRandomization, d.PHolm, d.Wins, d.Ties, d.Losses);
}
