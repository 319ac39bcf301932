using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Contamination;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// Imports a dataset: images first, each checked and noted in a ledger, then queries with their judgements. The files are read again
/// after an interruption; images are not looked at, decoded or fetched again.
/// </summary>
internal sealed class ImportDatasetHandler(
    FormatCatalog formats,
    ImageInspector inspector,
    ImageFetcher fetcher,
    DatasetStore datasets,
    DataFolder folder,
    IOptions<FormatOptions> options,
    IOptions<FetchingOptions> fetching) : IJobHandler<ImportDatasetSpec>
{
    /// <inheritdoc />
    public Task CheckAsync(ImportDatasetSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Format.Length > 0)
            _ = formats.Importer(spec.Format);
        foreach (var path in spec.Paths)
        {
            if (!Path.Exists(path))
                throw BenchException.Invalid($"There is no file or folder {path} on the server.", "paths");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(ImportDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        await using var faults = new ImportFaults(Path.Combine(context.WorkFolder, "left-out.jsonl"));
        var paths = await new Archives(options.Value.MaxUnpackedBytes).UnpackAsync(
            spec.Paths, Path.Combine(context.WorkFolder, "unpacked"), cancellationToken);
        var importer = spec.Format.Length > 0 ? formats.Importer(spec.Format) : formats.Recognise(paths);
        var input = new SourceInput(paths, spec.Split, spec.Language, context.WorkFolder, faults);
        await using var opened = await importer.OpenAsync(input, cancellationToken);
        await using var source = new CheckedSource(opened, await IdMap.ReadAsync(paths, faults, cancellationToken), faults);

        var ledger = new ImportLedger(Path.Combine(context.WorkFolder, "images.jsonl"), Fingerprint(spec));
        var aside = Path.Combine(context.WorkFolder, "images");
        Directory.CreateDirectory(aside);
        var intake = new ImageIntake(inspector, fetcher, aside, spec.Fetch);
        await TakeImagesAsync(spec, source, intake, ledger, faults, context, cancellationToken);
        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        await StoreImagesAsync(ledger, intake, draft, context, cancellationToken);
        await StoreQueriesAsync(source, draft, faults, context, cancellationToken);
        await faults.FinishAsync(cancellationToken);
        if (faults.First.Count > 0)
            DurableFile.Copy(Path.Combine(context.WorkFolder, "left-out.jsonl"), Path.Combine(context.WorkFolder, "dataset", "left-out.jsonl"));

        var skipped = new SkippedSummary(faults.Images, faults.First);
        var card = await draft.PublishAsync(
            folder.Datasets, spec.Name, spec.DatasetKind.Length > 0 ? spec.DatasetKind : source.Kind ?? "retrieval", parameters: [], Provenance(spec, importer), skipped, cancellationToken);
        await datasets.RegisterBuiltAsync(card, Path.Combine(folder.Datasets, card.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, card.Hash);
    }

    private async Task TakeImagesAsync(
        ImportDatasetSpec spec, CheckedSource source, ImageIntake intake, ImportLedger ledger, ImportFaults faults, JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = faults.Stage = context.Begin("read images");
        var any = false;
        var width = Math.Max(Environment.ProcessorCount * 2, spec.Fetch ? fetching.Value.AtOnce : 1);
        var images = ledger.FillAsync(source.ReadImagesAsync(cancellationToken), intake, width, context.RetryFailed, cancellationToken);
        await foreach (var (image, restored) in images)
        {
            if (image.Fault is not null)
            {
                source.Drop(image.Id);
                faults.LeaveOutImage(image.Place, image.Id, image.Fault);
                await faults.FlushAsync(cancellationToken);
                continue;
            }

            any = true;
            if (restored)
                stage.Restore(1);
            else
                stage.Add();
        }

        if (!any)
        {
            throw BenchException.Invalid(faults.Images == 0
                ? "There is no image."
                : $"None of the {faults.Images} images can be used. The first one, {faults.First[0].Item}: {faults.First[0].Reason}");
        }

        stage.Finish();
    }

    private static async Task StoreImagesAsync(
        ImportLedger ledger, ImageIntake intake, DatasetDraft draft, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("store images");
        await foreach (var image in ledger.ReadAsync(cancellationToken))
        {
            if (image.Fault is not null)
                continue;
            var file = image.File is null ? null : $"{DatasetFiles.ImageFolder}/{ImageFileName.Of(image.Id, image.Extension)}";
            var path = intake.PathOf(image);
            if (image.Stored && path is not null)
                Flush(path);
            var entry = new DatasetImage(image.Id, file)
            {
                Sha256 = image.Sha256,
                Size = image.Size,
                Width = image.Width,
                Height = image.Height,
                Time = image.Time,
                Place = image.TakenAt,
                Source = image.Source,
                Licence = image.Licence,
            };
            await draft.AddImageAsync(entry, path, cancellationToken);
            stage.Add();
        }

        stage.Finish();
    }

    private static async Task StoreQueriesAsync(
        CheckedSource source, DatasetDraft draft, ImportFaults faults, JobContext context, CancellationToken cancellationToken)
    {
        var stage = faults.Stage = context.Begin("store queries");
        var any = false;
        await foreach (var query in source.ReadQueriesAsync(cancellationToken))
        {
            await faults.FlushAsync(cancellationToken);
            await draft.AddQueryAsync(query.Query, query.Judgments, cancellationToken);
            stage.Add();
            any = true;
        }

        if (!any)
            throw BenchException.Invalid("There is no query.");

        stage.Finish();
    }

    // Files put aside were written without waiting for the disk; most of them are on it by now.
    private static void Flush(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static JsonObject Provenance(ImportDatasetSpec spec, IDatasetImporter importer)
    {
        var provenance = new JsonObject
        {
            ["builder"] = "import",
            ["format"] = importer.Name,
            ["files"] = new JsonArray([.. spec.Paths.Select(p => (JsonNode)Path.GetFileName(Path.TrimEndingDirectorySeparator(p)))]),
        };
        if (PublicSets.Find(importer.Name, spec.Format, spec.Paths) is { } set)
            provenance["public_set"] = set.Name;
        return provenance;
    }

    // Cheap to compute on files of gigabytes: what is named, with lengths and times of change.
    private static string Fingerprint(ImportDatasetSpec spec)
    {
        var files = spec.Paths.SelectMany(p => Directory.Exists(p) ? Directory.EnumerateFiles(p).Order(StringComparer.Ordinal) : Enumerable.Repeat(p, 1));
        var stamps = files.Select(f => new FileInfo(f)).Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}");
        return Hashing.Sha256($"{Json.Write<JobSpec>(spec)}\n{string.Join('\n', stamps)}");
    }
}
