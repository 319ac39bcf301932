using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
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
    CaptionGenerator generator,
    DuplicateFinder duplicates,
    ModelCatalog models,
    DatasetStore datasets,
    DataFolder folder,
    IOptions<OrchestratorOptions> options) : IJobHandler<BuildCaptionSetSpec>
{
    /// <summary>File beside the dataset with the photos that others stand in for.</summary>
    private const string DroppedFile = "dropped.jsonl";

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
        await using ICaptionSource captions = written is null ? new ModelCaptions(generator, spec, prepared, context) : new PeopleCaptions(written);
        var review = spec.Review ? new CaptionReview(prepared, context) : null;
        var chooser = new PhotoChooser(table, file, prepared, skipped);
        var chosen = await new CaptionedChoice(chooser, captions, review, context).RunAsync(spec.Photos, table.Count, cancellationToken);

        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        var writer = new CaptionSetWriter(draft, file, prepared, grain);
        await WriteAsync(writer, chosen, skipped, draft.Folder, context, cancellationToken);
        var found = spec.DuplicateModel.Length > 0
            ? await duplicates.RunAsync(draft, spec, writer.Photos, context, cancellationToken)
            : null;

        var provenance = await ProvenanceAsync(spec, table, chosen, captions, found, cancellationToken);
        if (review is not null)
            provenance["review"] = new JsonObject { ["captions"] = ReviewSummary.Of(review.Items) };
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

    private static async Task WriteAsync(
        CaptionSetWriter writer, CaptionedPhotos chosen, SkippedPhotos skipped, string folder, JobContext context, CancellationToken cancellationToken)
    {
        if (chosen.Photos.Count == 0)
            throw BenchException.Invalid($"No photo got a caption. {chosen.Dropped[0].Image}: {chosen.Dropped[0].Detail}", "captions");
        var stage = context.Begin("store photos", chosen.Photos.Count);
        foreach (var photo in chosen.Photos)
        {
            await writer.WriteAsync(photo, cancellationToken);
            stage.Add();
        }

        foreach (var dropped in chosen.Dropped)
            skipped.Add(dropped.Image, dropped.Detail);
        if (chosen.Dropped.Count > 0)
            await WriteDroppedAsync(Path.Combine(folder, DroppedFile), chosen.Dropped, cancellationToken);
        stage.Finish();
    }

    private static async Task WriteDroppedAsync(string path, IReadOnlyList<DroppedPhoto> dropped, CancellationToken cancellationToken)
    {
        await using var file = new JsonLinesWriter(path);
        foreach (var photo in dropped)
            await file.WriteAsync(photo, cancellationToken);
        await file.FinishAsync(cancellationToken);
    }

    // Names and hashes of files, not their paths: a dataset says nothing about the machine that made it.
    private static async Task<JsonObject> ProvenanceAsync(
        BuildCaptionSetSpec spec, PhotoTable table, CaptionedPhotos chosen, ICaptionSource captions, DuplicateCounts? duplicates,
        CancellationToken cancellationToken)
    {
        var provenance = new JsonObject
        {
            ["builder"] = "captions",
            ["photos"] = PhotoCounts(table, chosen),
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

    // What is 0 is left out, so that the card of a set in which nothing was amiss says nothing of it.
    private static JsonObject PhotoCounts(PhotoTable table, CaptionedPhotos chosen)
    {
        var photos = new JsonObject
        {
            ["available"] = table.Count,
            ["by_place"] = chosen.Counts.ByPlace,
            ["by_time"] = chosen.Counts.ByTime,
            ["at_random"] = chosen.Counts.AtRandom,
        };
        foreach (var reason in chosen.Dropped.GroupBy(d => d.Reason).OrderBy(g => g.Key))
            photos[JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.Key.ToString())] = reason.Count();
        if (chosen.Missing > 0)
        {
            photos["missing"] = chosen.Missing;
            photos["missing_because"] = chosen.MissingBecause;
        }

        return photos;
    }

    private static async Task<JsonNode> SourceAsync(string path, CancellationToken cancellationToken) => new JsonObject
    {
        ["file"] = Path.GetFileName(path),
        ["sha256"] = await Hashing.Sha256FileAsync(path, cancellationToken),
    };
}
