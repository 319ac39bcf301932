using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>
/// Exports a dataset into a new folder, which has its name only once it is whole. Beside the format's files lie <c>isb-export.json</c>
/// (what it is and what was dropped), <c>isb-ids.tsv</c> (ids that went out in another form) and <c>withheld.jsonl</c> (images that
/// went out as URL and hash).
/// </summary>
internal sealed class ExportDatasetHandler(FormatCatalog formats, DatasetResolver datasets) : IJobHandler<ExportDatasetSpec>
{
    /// <summary>What the export is.</summary>
    public const string CardFile = "isb-export.json";

    /// <summary>Images that went out as URL and hash.</summary>
    public const string WithheldFile = "withheld.jsonl";

    /// <inheritdoc />
    public async Task CheckAsync(ExportDatasetSpec spec, CancellationToken cancellationToken)
    {
        _ = formats.Exporter(spec.Format);
        await datasets.RequireAsync(spec.Dataset, cancellationToken);
        RequireNew(spec.Path);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(ExportDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var exporter = formats.Exporter(spec.Format);
        var dataset = await datasets.ResolveAsync(spec.Dataset, cancellationToken);
        if (IsDone(spec.Path, exporter.Name, dataset.Hash))
            return new JobResult(JobResultKind.Export, spec.Path);
        RequireNew(spec.Path);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var scan = await ScanAsync(reader, spec, context, cancellationToken);

        var part = MakePart(spec.Path, context.JobId);
        var stage = context.Begin("write", scan.Images + scan.Queries);
        await using (var ids = new IdMapWriter(part))
        {
            await exporter.ExportAsync(new ExportContext(reader, scan, exporter.Holds, part, spec.Split, ids, stage), cancellationToken);
            await ids.FinishAsync(cancellationToken);
            await WriteWithheldAsync(reader, scan, part, cancellationToken);
            await WriteCardAsync(dataset, ExportPlan.Of(exporter, scan), ids.Count, part, cancellationToken);
        }

        await JobLease.RequireAsync(cancellationToken);
        if (Directory.Exists(spec.Path))
            Directory.Delete(spec.Path);
        DurableFile.Publish(part, spec.Path);
        stage.Finish();
        return new JobResult(JobResultKind.Export, spec.Path);
    }

    private static async Task<FeatureScan> ScanAsync(
        DatasetReader reader, ExportDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("look at the dataset");
        var scan = await FeatureScan.RunAsync(reader, spec.LicensedOnly, cancellationToken);
        stage.Add(scan.Images + scan.Queries);
        stage.Finish();
        return scan;
    }

    // Earlier tries left at most such folders, which were never taken for an export. Each try has its own: an earlier one may not have
    // noticed yet that it is over.
    private static string MakePart(string path, string jobId)
    {
        var target = Path.GetFullPath(Path.TrimEndingDirectorySeparator(path));
        var parent = Path.GetDirectoryName(target)!;
        var name = $"{Path.GetFileName(target)}.part-{jobId}";
        foreach (var earlier in Directory.Exists(parent) ? Directory.GetDirectories(parent, name + "*") : [])
            Directory.Delete(earlier, recursive: true);
        var part = Path.Combine(parent, $"{name}-{JobLease.Current?.Token ?? 0}");
        Directory.CreateDirectory(part);
        return part;
    }

    private static void RequireNew(string path)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(Path.Combine(path, CardFile))))
            throw new BenchException(ErrorKind.FailedPrecondition, $"{path} is there already: name a new or an empty folder.", "path");
        if (File.Exists(Path.Combine(path, CardFile)))
            throw new BenchException(ErrorKind.FailedPrecondition, $"{path} holds an export already: remove it, or name another folder.", "path");
    }

    // The process may have died between the last rename and the end of the job.
    private static bool IsDone(string path, string format, string hash)
    {
        var file = Path.Combine(path, CardFile);
        if (!File.Exists(file))
            return false;
        using var card = JsonDocument.Parse(File.ReadAllText(file));
        return card.RootElement.GetProperty("format").GetString() == format && card.RootElement.GetProperty("dataset").GetString() == hash;
    }

    private static async Task WriteWithheldAsync(DatasetReader reader, FeatureScan scan, string folder, CancellationToken cancellationToken)
    {
        if (!scan.Features.HasFlag(DatasetFeatures.ImagesWithoutFile))
            return;
        await using var list = new JsonLinesWriter(Path.Combine(folder, WithheldFile));
        await foreach (var image in reader.ReadImagesAsync(cancellationToken))
        {
            if (scan.IsWithoutFile(image.Id))
                await list.WriteAsync(image with { File = null }, cancellationToken);
        }

        await list.FinishAsync(cancellationToken);
    }

    private static async Task WriteCardAsync(Dataset dataset, ExportPlan plan, long mappedIds, string folder, CancellationToken cancellationToken)
    {
        var card = new ExportCard(
            plan.Format, dataset.Hash, dataset.Name, dataset.Kind, DatasetFeatureNames.Describe(plan.Drops), plan.Withheld, plan.WithoutLicence, mappedIds);
        await using var file = DurableFile.Create(Path.Combine(folder, CardFile));
        await JsonSerializer.SerializeAsync(file, card, Json.Document, cancellationToken);
        await file.FlushToDiskAsync(cancellationToken);
    }

    private sealed record ExportCard(
        string Format, string Dataset, string Name, string Kind, IReadOnlyList<string> Dropped, long Withheld, long WithoutLicence, long MappedIds);
}
