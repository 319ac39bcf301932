using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Systems;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Builds a caption set (method: Recall on the user's own photos). The scan, the small files, the captions and the vectors are kept as
/// they come; everything else is quick and done anew after an interruption. Equal input gives equal bytes.
/// </summary>
internal sealed class BuildCaptionSetHandler(
    PhotoResizer resizer,
    CaptionWriting writing,
    DuplicateFinder duplicates,
    ModelCatalog models,
    DatasetStore datasets,
    DataFolder folder,
    IOptions<OrchestratorOptions> options) : IJobHandler<BuildCaptionSetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(BuildCaptionSetSpec spec, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(spec.Images))
            throw BenchException.Invalid($"There is no photo folder {spec.Images} on the server.", "images");
        if (spec.Metadata.Length > 0 && !File.Exists(spec.Metadata))
            throw BenchException.Invalid($"There is no metadata file {spec.Metadata} on the server.", "metadata");
        if (spec.Captions.FirstOrDefault(c => !File.Exists(c)) is { } missing)
            throw BenchException.Invalid($"There is no caption file {missing} on the server.", "captions");
        if (spec.DuplicateModel.Length > 0)
            await models.RequireAsync(spec.DuplicateModel, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(BuildCaptionSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var skipped = new SkippedPhotos();
        var grain = new PhotoGrain(spec.PlaceGrain, spec.GeohashLength, spec.TimeGrain);
        var written = await ReadCaptionsAsync(spec, context, cancellationToken);
        await using var file = await OpenPhotosAsync(spec, context, cancellationToken);
        var table = await ReadPhotosAsync(spec, file, grain, written, skipped, context, cancellationToken);
        await using var prepared = new PreparedPhotos(
            spec.Images, context.WorkFolder, spec.Size, spec.KeepAspectRatio, resizer, options);
        await prepared.OpenAsync(context.RetryFailed, cancellationToken);
        var chosen = await ChooseAsync(spec, table, file, prepared, skipped, context, cancellationToken);

        var photos = chosen.Photos.Select(p => p.Photo).ToArray();
        var captions = written is null
            ? await PhotoCaptions.FromModelAsync(writing, spec, photos, prepared, context, cancellationToken)
            : await PhotoCaptions.FromPeopleAsync(written, photos, cancellationToken);
        IReadOnlyList<ReviewedItem> reviewed = [];
        if (spec.Review)
            (captions, reviewed) = await CaptionReview.RunAsync(captions, photos, prepared, context, cancellationToken);

        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        var writer = new CaptionSetWriter(draft, file, prepared, grain);
        await WriteAsync(writer, chosen, captions, skipped, context, cancellationToken);
        var found = spec.DuplicateModel.Length > 0
            ? await duplicates.RunAsync(draft, spec, writer.Photos, context, cancellationToken)
            : null;

        var provenance = await ProvenanceAsync(spec, table, chosen.Selection, captions, found, cancellationToken);
        if (spec.Review)
            provenance["review"] = new JsonObject { ["captions"] = ReviewSummary.Of(reviewed) };
        var card = await draft.PublishAsync(
            folder.Datasets,
            spec.Name,
            "captions",
            CaptionSetWriter.Parameters(spec, captions.Languages, found),
            provenance,
            skipped.Summary,
            cancellationToken);
        await datasets.RegisterBuiltAsync(card, Path.Combine(folder.Datasets, card.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, card.Hash);
    }

    private static async Task<WrittenCaptions?> ReadCaptionsAsync(
        BuildCaptionSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        if (spec.Captions.Count == 0)
            return null;
        var stage = context.Begin("read captions", spec.Captions.Count);
        var written = new WrittenCaptions(spec.Captions, spec.Languages);
        await written.ReadAsync(cancellationToken);
        stage.Add(spec.Captions.Count);
        stage.Finish();
        return written;
    }

    private static async Task<PhotoFile> OpenPhotosAsync(BuildCaptionSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        if (spec.Metadata.Length > 0)
            return await PhotoFile.OpenAsync(spec.Metadata, cancellationToken);
        var scan = Path.Combine(context.WorkFolder, "photos.jsonl");
        await PhotoScan.RunAsync(spec.Images, scan, context.Begin("scan photos"), cancellationToken);
        return await PhotoFile.OpenAsync(scan, cancellationToken);
    }

    private static async Task<PhotoTable> ReadPhotosAsync(
        BuildCaptionSetSpec spec, PhotoFile file, PhotoGrain grain, WrittenCaptions? written, SkippedPhotos skipped, JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("read metadata");
        var table = await PhotoTable.ReadAsync(file, grain, spec.Seed, Fault, stage, cancellationToken);
        if (table.Count == 0)
        {
            throw BenchException.Invalid(
                written is null
                    ? $"There are no photos in {(spec.Metadata.Length > 0 ? spec.Metadata : spec.Images)} that could be taken."
                    : $"No photo has a caption: are they called in the caption files as in {(spec.Metadata.Length > 0 ? spec.Metadata : spec.Images)}?",
                "images");
        }

        stage.Finish();
        return table;

        string? Fault(Photo photo)
        {
            var fault = photo is { Width: { } width, Height: { } height } ? PhotoShape.Fault(width, height) : null;
            if (fault is null && written?.Has(photo.Image) == false)
                fault = "there is no caption for it.";
            if (fault is not null)
                skipped.Add(photo.Image, fault);
            return fault;
        }
    }

    private static async Task<ChosenPhotos> ChooseAsync(
        BuildCaptionSetSpec spec, PhotoTable table, PhotoFile file, PreparedPhotos prepared, SkippedPhotos skipped, JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("choose photos", Math.Min(spec.Photos, table.Count));
        var chosen = await new PhotoChooser(table, file, prepared, skipped).ChooseAsync(spec.Photos, stage, cancellationToken);
        stage.SetTotal(0);
        stage.Finish();
        return chosen;
    }

    private static async Task WriteAsync(
        CaptionSetWriter writer, ChosenPhotos chosen, PhotoCaptions captions, SkippedPhotos skipped, JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("store photos", chosen.Photos.Count);
        foreach (var (photo, offset) in chosen.Photos)
        {
            if (captions.ByImage[photo.Image] is { Count: > 0 } own)
                await writer.WriteAsync(photo, offset, own, cancellationToken);
            else
                skipped.Add(photo.Image, captions.Missing[photo.Image]);
            stage.Add();
        }

        if (writer.Photos == 0)
            throw BenchException.Invalid($"No photo got a caption. {captions.Missing.First().Key}: {captions.Missing.First().Value}", "captions");
        stage.Finish();
    }

    // Names and hashes of files, not their paths: a dataset says nothing about the machine that made it.
    private static async Task<JsonObject> ProvenanceAsync(
        BuildCaptionSetSpec spec, PhotoTable table, Selection selection, PhotoCaptions captions, DuplicateCounts? duplicates,
        CancellationToken cancellationToken)
    {
        var provenance = new JsonObject
        {
            ["builder"] = "captions",
            ["photos"] = new JsonObject
            {
                ["available"] = table.Count,
                ["by_place"] = selection.ByPlace,
                ["by_time"] = selection.ByTime,
                ["at_random"] = selection.AtRandom,
            },
        };
        if (spec.Metadata.Length > 0)
            provenance["metadata"] = await SourceAsync(spec.Metadata, cancellationToken);
        if (spec.Captions.Count == 0)
            provenance["caption_models"] = captions.Models;
        else
        {
            var files = new JsonArray();
            foreach (var path in spec.Captions)
                files.Add(await SourceAsync(path, cancellationToken));
            provenance["captions"] = files;
        }

        if (duplicates is not null)
        {
            provenance["near_duplicates"] = new JsonObject
            {
                ["model"] = duplicates.Model.Name,
                ["groups"] = duplicates.Groups,
                ["photos"] = duplicates.Photos,
            };
        }

        return provenance;
    }

    private static async Task<JsonNode> SourceAsync(string path, CancellationToken cancellationToken) => new JsonObject
    {
        ["file"] = Path.GetFileName(path),
        ["sha256"] = await Hashing.Sha256FileAsync(path, cancellationToken),
    };
}
