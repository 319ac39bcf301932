using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets.Coco;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Builds a label set (method: Precision from detection annotations). Everything but the look at the images is quick and done anew
/// after an interruption; what was found about images is kept in the job's folder. Equal input gives equal bytes.
/// </summary>
internal sealed class BuildLabelSetHandler(
    ImageInspector inspector,
    DatasetStore datasets,
    DataFolder folder,
    QueryGenerationClient queryGeneration) : IJobHandler<BuildLabelSetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(BuildLabelSetSpec spec, CancellationToken cancellationToken)
    {
        if (!File.Exists(spec.Annotations))
            throw BenchException.Invalid($"There is no annotation file {spec.Annotations} on the server.", "annotations");
        if (!Directory.Exists(spec.Images))
            throw BenchException.Invalid($"There is no image folder {spec.Images} on the server.", "images");
        if (spec.Taxonomy.Length > 0)
            _ = new Taxonomy(await TaxonomyFile.ReadAsync(spec.Taxonomy, cancellationToken), spec.Taxonomy);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(BuildLabelSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var entriesPath = Path.Combine(context.WorkFolder, "entries.jsonl");
        var annotations = await ReadAnnotationsAsync(spec, context, entriesPath, cancellationToken);
        var categories = annotations.Categories();
        var taxonomy = await ReadTaxonomyAsync(spec, categories.Select(c => c.Name), cancellationToken);
        var review = spec.Review ? new LabelSetReview(spec, context) : null;
        if (review is not null)
            taxonomy = await review.RelationsAsync(taxonomy, cancellationToken);

        var check = new ImageCheck(spec.Images, entriesPath, Path.Combine(context.WorkFolder, "checked.jsonl"));
        await check.RunAsync(inspector, context, annotations.Ids.Count, cancellationToken);
        if (check.UsableCount == 0)
        {
            throw BenchException.Invalid(
                $"{spec.Images}: none of the {annotations.Ids.Count} images of {spec.Annotations} can be used; the first is {check.Skipped.Items[0].Item}: {check.Skipped.Items[0].Reason}",
                "images");
        }

        var images = new LabelImages(taxonomy, categories.ToDictionary(c => c.Name, c => c.Images, StringComparer.Ordinal), check.Usable);
        var names = review is null ? null : await review.NamesAsync(taxonomy, images, cancellationToken);
        taxonomy = names?.Taxonomy ?? taxonomy;
        var levels = DrawSets(spec, taxonomy, images, context, cancellationToken);
        var languages = names?.Languages ?? QueryLanguages.Choose(spec, taxonomy, levels[0]);

        var queries = new LabelQueryWriter(taxonomy, images, annotations.Ids, spec.Styles, languages) { Reviewed = names };
        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        using (var composer = queryGeneration.ComposeLabelQueries(cancellationToken))
            await queries.WriteAsync(levels, composer, draft, context, cancellationToken);
        await WriteImagesAsync(check, annotations, draft, context, cancellationToken);

        var provenance = await ProvenanceAsync(spec, cancellationToken);
        review?.Describe(provenance);
        var card = await draft.PublishAsync(
            folder.Datasets, spec.Name, "labels", Parameters(spec, languages), provenance, check.Skipped, cancellationToken);
        await datasets.RegisterBuiltAsync(card, Path.Combine(folder.Datasets, card.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, card.Hash);
    }

    private static async Task<AnnotationIndex> ReadAnnotationsAsync(
        BuildLabelSetSpec spec, JobContext context, string entriesPath, CancellationToken cancellationToken)
    {
        var stage = context.Begin("read annotations");
        await using var entries = new JsonLinesWriter(entriesPath);
        var annotations = new AnnotationIndex(spec.MinArea, entries, stage);
        await new CocoReader(spec.Annotations, annotations).ReadAsync(cancellationToken);
        await entries.FinishAsync(cancellationToken);
        if (annotations.Ids.Count == 0)
            throw BenchException.Invalid($"{spec.Annotations}: 'images' is empty.", "annotations");
        stage.Finish();
        return annotations;
    }

    private static async Task<Taxonomy> ReadTaxonomyAsync(
        BuildLabelSetSpec spec, IEnumerable<string> categories, CancellationToken cancellationToken)
    {
        var labels = spec.Taxonomy.Length > 0 ? await TaxonomyFile.ReadAsync(spec.Taxonomy, cancellationToken) : [];

        // A category that the file does not name is a label of its own, called in English as in the annotations.
        var named = labels.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        var others = categories.Where(c => !named.Contains(c))
            .Select(c => new Label(c, new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = c }, [], []));
        return new Taxonomy([.. labels, .. others], spec.Taxonomy.Length > 0 ? spec.Taxonomy : spec.Annotations);
    }

    private static IReadOnlyList<IReadOnlyList<int[]>> DrawSets(
        BuildLabelSetSpec spec, Taxonomy taxonomy, LabelImages images, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("combine labels", spec.Levels);
        var drawer = new LabelSetDrawer(taxonomy, images, spec.MinImages, spec.MaxPerLevel, spec.Seed);
        var levels = drawer.Draw(spec.Levels, cancellationToken);
        if (levels[0].Count == 0)
        {
            throw BenchException.Invalid(
                $"No label is shown by {spec.MinImages} images with a box of more than {spec.MinArea:P0} of the image. Lower min_images or min_area.",
                "min_images");
        }

        stage.Add(levels.Count);
        stage.Finish();
        return levels;
    }

    private static async Task WriteImagesAsync(
        ImageCheck check, AnnotationIndex annotations, DatasetDraft draft, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("store images", check.UsableCount);
        await foreach (var (ordinal, image, inspection, path) in check.ReadUsableAsync(cancellationToken))
        {
            var entry = new DatasetImage(annotations.Ids[ordinal], $"{DatasetFiles.ImageFolder}/{image.FileName}")
            {
                Sha256 = inspection.Sha256,
                Size = inspection.Size,
                Width = inspection.Width,
                Height = inspection.Height,
                Time = image.Time,
                Place = image.Place,
                Source = image.Source,
                Licence = image.Licence is { } licence ? annotations.Licences.GetValueOrDefault(licence) : null,
            };
            await draft.AddImageAsync(entry, path, cancellationToken);
            stage.Add();
        }

        stage.Finish();
    }

    private static JsonObject Parameters(BuildLabelSetSpec spec, IReadOnlyList<string> languages) => new()
    {
        ["min_images"] = spec.MinImages,
        ["min_area"] = spec.MinArea,
        ["levels"] = spec.Levels,
        ["max_per_level"] = spec.MaxPerLevel,
        ["styles"] = new JsonArray(spec.Styles.Select(s => (JsonNode)s).ToArray()),
        ["languages"] = new JsonArray(languages.Select(l => (JsonNode)l).ToArray()),
        ["seed"] = spec.Seed,
    };

    // Names and hashes of files, not their paths: a dataset says nothing about the machine that made it.
    private static async Task<JsonObject> ProvenanceAsync(BuildLabelSetSpec spec, CancellationToken cancellationToken)
    {
        var provenance = new JsonObject
        {
            ["builder"] = "labels",
            ["annotations"] = await SourceAsync(spec.Annotations, cancellationToken),
        };
        if (spec.Taxonomy.Length > 0)
            provenance["taxonomy"] = await SourceAsync(spec.Taxonomy, cancellationToken);
        return provenance;
    }

    private static async Task<JsonObject> SourceAsync(string path, CancellationToken cancellationToken) => new()
    {
        ["file"] = Path.GetFileName(path),
        ["sha256"] = await Hashing.Sha256FileAsync(path, cancellationToken),
    };
}
