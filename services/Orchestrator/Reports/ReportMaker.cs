using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Makes reports of runs that this server keeps.</summary>
internal sealed class ReportMaker(RunStore runs, RunComparer comparer, DatasetStore datasets)
{
    private const int DefaultQueries = 12;
    private const int MaxQueries = 200;
    private const int MaxRuns = 8;

    /// <summary>A page about runs on one dataset.</summary>
    /// <param name="runIds">The runs.</param>
    /// <param name="queriesShown">Queries shown with pictures for each run; 0 means 12.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The page in UTF-8.</returns>
    /// <exception cref="BenchException">A run or its files are gone, or the runs are not on the same dataset.</exception>
    public async Task<ReadOnlyMemory<byte>> MakeAsync(IReadOnlyList<string> runIds, int queriesShown, CancellationToken cancellationToken)
    {
        Check(runIds, queriesShown);
        var (shown, differences) = await LoadAsync(runIds, cancellationToken);
        await using var dataset = await DatasetReader.OpenAsync(await datasets.GetAsync(shown[0].DatasetHash, cancellationToken), cancellationToken);
        var source = new ReportSource(
            Card(dataset.Dataset),
            await dataset.ReadQueriesAsync(cancellationToken).ToListAsync(cancellationToken),
            shown,
            run => RunFiles.ReadTopicsAsync(runs.FolderOf(run.Id), cancellationToken),
            ids => JudgmentsAsync(dataset, ids, cancellationToken),
            ids => FilesAsync(dataset, ids, cancellationToken),
            differences);
        var report = await ReportBuilder.BuildAsync(source, queriesShown == 0 ? DefaultQueries : queriesShown, cancellationToken);

        using var page = new MemoryStream();
        await using (var writer = new StreamWriter(page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
            await HtmlReport.WriteAsync(report, writer);
        return page.GetBuffer().AsMemory(0, (int)page.Length);
    }

    private static void Check(IReadOnlyList<string> runIds, int queriesShown)
    {
        if (runIds.Count is 0 or > MaxRuns)
            throw BenchException.Invalid($"run_ids names {runIds.Count} runs; a report shows 1 to {MaxRuns}.", "run_ids");
        if (runIds.Distinct(StringComparer.Ordinal).Count() < runIds.Count)
            throw BenchException.Invalid("run_ids names a run twice.", "run_ids");
        if (queriesShown is < 0 or > MaxQueries)
            throw BenchException.Invalid($"queries_shown is {queriesShown}; it must be 1 to {MaxQueries}.", "queries_shown");
    }

    // Runs are named as their comparison names them: two runs of one system are told apart by their ids.
    private async Task<(IReadOnlyList<Run> Runs, IReadOnlyList<PairedDifference> Differences)> LoadAsync(
        IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        if (runIds.Count == 1)
            return ([await runs.GetAsync(runIds[0], cancellationToken)], []);
        var spec = new CompareRunsSpec([.. runIds], [], Seed: 0);
        await comparer.CheckAsync(spec, cancellationToken);
        var comparison = await comparer.CompareAsync(spec, () => { }, cancellationToken);
        return ([.. comparison.Runs.Select(r => r with { SystemName = RunComparer.NameOf(r, comparison.Runs) })], comparison.Differences);
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
