using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Makes reports of runs that this server keeps.</summary>
internal sealed class ReportMaker(RunStore runs, RunComparer comparer, RunDatasets runDatasets, DatasetStore datasets, InsightMaker insights)
{
    private const int DefaultQueries = 12;
    private const int MaxQueries = 200;
    private const int MaxRuns = 8;
    private const double DefaultPrecision = 0.9;

    /// <summary>A page about runs on one dataset.</summary>
    /// <param name="runIds">The runs.</param>
    /// <param name="queriesShown">Queries shown with pictures for each run; 0 means 12.</param>
    /// <param name="wantedPrecision">Precision wanted of score thresholds; 0 means 0.9.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The page in UTF-8.</returns>
    /// <exception cref="BenchException">A run or its files are gone, or the runs are not on the same dataset.</exception>
    public async Task<ReadOnlyMemory<byte>> MakeAsync(
        IReadOnlyList<string> runIds, int queriesShown, double wantedPrecision, CancellationToken cancellationToken)
    {
        Check(runIds, queriesShown, wantedPrecision);
        var (shown, differences) = await LoadAsync(runIds, cancellationToken);
        await using var dataset = await DatasetReader.OpenAsync(await datasets.GetAsync(shown[0].DatasetHash, cancellationToken), cancellationToken);
        await using var asked = await runDatasets.OpenAsync(shown[0], cancellationToken);
        var queries = await asked.ReadQueriesAsync(cancellationToken).ToListAsync(cancellationToken);
        var texts = queries.ToDictionary(q => q.Id, q => q.Text, StringComparer.Ordinal);
        var source = new ReportSource(
            Card(dataset.Dataset),
            queries,
            shown,
            run => RunFiles.ReadTopicsAsync(runs.FolderOf(run.Id), cancellationToken),
            ids => JudgmentsAsync(asked, ids, cancellationToken),
            ids => FilesAsync(dataset, ids, cancellationToken),
            differences)
        {
            Texts = shown[0].Direction is SearchDirection.ImageToText ? ids => TextsAsync(dataset, ids, cancellationToken) : null,
            Insights = await InsightsAsync(shown, wantedPrecision == 0 ? DefaultPrecision : wantedPrecision, cancellationToken),
            Quality = await insights.QualityAsync(shown, id => texts[id], cancellationToken),
        };
        var report = await ReportBuilder.BuildAsync(source, queriesShown == 0 ? DefaultQueries : queriesShown, cancellationToken);

        using var page = new MemoryStream();
        await using (var writer = new StreamWriter(page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
            await HtmlReport.WriteAsync(report, writer);
        return page.GetBuffer().AsMemory(0, (int)page.Length);
    }

    private async Task<IReadOnlyDictionary<string, ReportInsights>> InsightsAsync(
        IReadOnlyList<Run> shown, double wantedPrecision, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, ReportInsights>(StringComparer.Ordinal);
        foreach (var run in shown)
            result[run.Id] = await insights.OfAsync(run, wantedPrecision, cancellationToken);
        return result;
    }

    private static void Check(IReadOnlyList<string> runIds, int queriesShown, double wantedPrecision)
    {
        if (runIds.Count is 0 or > MaxRuns)
            throw BenchException.Invalid($"run_ids names {runIds.Count} runs; a report shows 1 to {MaxRuns}.", "run_ids");
        if (runIds.Distinct(StringComparer.Ordinal).Count() < runIds.Count)
            throw BenchException.Invalid("run_ids names a run twice.", "run_ids");
        if (!(wantedPrecision is >= 0 and < 1))
            throw BenchException.Invalid($"wanted_precision is {wantedPrecision}; it must be above 0 and below 1.", "wanted_precision");
        if (queriesShown is < 0 or > MaxQueries)
            throw BenchException.Invalid($"queries_shown is {queriesShown}; it must be 1 to {MaxQueries}.", "queries_shown");
    }

    // Runs are named as their comparison names them: two runs of one system are told apart by their ids.
    private async Task<(IReadOnlyList<Run> Runs, IReadOnlyList<PairedDifference> Differences)> LoadAsync(
        IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        var first = await runs.GetAsync(runIds[0], cancellationToken);
        if (runIds.Count == 1)
            return ([first], []);
        if (first.Summary.Matching is not null)
            return (await MatchingAsync(runIds, cancellationToken), []);
        var spec = new CompareRunsSpec([.. runIds], [], Seed: 0);
        await comparer.CheckAsync(spec, cancellationToken);
        var comparison = await comparer.CompareAsync(spec, () => { }, cancellationToken);
        return ([.. comparison.Runs.Select(r => r with { SystemName = RunComparer.NameOf(r, comparison.Runs) })], comparison.Differences);
    }

    // Pairs are compared by nothing but their figures.
    private async Task<IReadOnlyList<Run>> MatchingAsync(IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        var shown = new List<Run>();
        foreach (var id in runIds)
            shown.Add(await runs.GetAsync(id, cancellationToken));
        var other = shown.Find(r => r.DatasetHash != shown[0].DatasetHash);
        return other is null
            ? shown
            : throw BenchException.Invalid($"Run {shown[0].Id} is on dataset {shown[0].DatasetHash[..12]}, run {other.Id} on {other.DatasetHash[..12]}.", "run_ids");
    }

    private static ReportDataset Card(Dataset dataset) => new(
        dataset.Hash, dataset.Name, dataset.Kind, dataset.Images, dataset.Queries, dataset.Judgments, dataset.SkippedImages, dataset.Counts);

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<Judgment>>> JudgmentsAsync(
        DatasetReader dataset, IReadOnlySet<string> queryIds, CancellationToken cancellationToken)
    {
        var judgments = new Dictionary<string, IReadOnlyList<Judgment>>(StringComparer.Ordinal);
        foreach (var id in queryIds)
            judgments[id] = await dataset.ReadJudgmentsAsync(id, cancellationToken);
        return judgments;
    }

    private static async Task<IReadOnlyDictionary<string, string>> TextsAsync(
        DatasetReader dataset, IReadOnlySet<string> queryIds, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken))
        {
            if (queryIds.Contains(query.Id))
                texts[query.Id] = query.Text;
        }

        return texts;
    }

    private static async Task<IReadOnlyDictionary<string, string>> FilesAsync(
        DatasetReader dataset, IReadOnlySet<string> imageIds, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, image) in await dataset.FindImagesAsync(imageIds, cancellationToken))
        {
            if (dataset.FileOf(image) is { } file)
                files[id] = file;
        }

        return files;
    }
}
