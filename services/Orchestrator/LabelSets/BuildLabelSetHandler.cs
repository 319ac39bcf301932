using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets.Coco;
using ImageSearchBench.Orchestrator.LabelSets.Tags;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Builds a label set (method: Precision from detection annotations or a tagger). Everything but the look at the images is quick and done anew
/// after an interruption; what was found about images is kept in the job's folder. Equal input gives equal bytes.
/// </summary>
internal sealed class BuildLabelSetHandler(
    ImageInspector inspector,
    DatasetStore datasets,
    DataFolder folder,
    QueryGenerationClient queryGeneration,
    NaturalQueries natural) : IJobHandler<BuildLabelSetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(BuildLabelSetSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Annotations.Length > 0 && !File.Exists(spec.Annotations))
            throw BenchException.Invalid($"There is no annotation file {spec.Annotations} on the server.", "annotations");
        if (spec.Extras?.Tags is { Length: > 0 } tags && !File.Exists(tags))
            throw BenchException.Invalid($"There is no tag file {tags} on the server.", "tags");
        if (!Directory.Exists(spec.Images))
            throw BenchException.Invalid($"There is no image folder {spec.Images} on the server.", "images");
        if (spec.Taxonomy.Length > 0)
            _ = new Taxonomy(await TaxonomyFile.ReadAsync(spec.Taxonomy, cancellationToken), spec.Taxonomy);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(BuildLabelSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var extras = spec.Extras ?? LabelSetExtras.None;
        var entriesPath = Path.Combine(context.WorkFolder, "entries.jsonl");
        var labelled = await ReadLabelsAsync(spec, extras, context, entriesPath, cancellationToken);
        var taxonomy = await ReadTaxonomyAsync(spec, labelled.Categories.Select(c => c.Name), cancellationToken);
        var review = spec.Review ? new LabelSetReview(spec, context) : null;
        if (review is not null)
            taxonomy = await review.RelationsAsync(taxonomy, cancellationToken);

        var check = new ImageCheck(spec.Images, entriesPath, Path.Combine(context.WorkFolder, "checked.jsonl"));
        await check.RunAsync(inspector, context, labelled.Ids.Count, cancellationToken);
        if (check.UsableCount == 0)
        {
            throw BenchException.Invalid(
                $"{spec.Images}: none of the {labelled.Ids.Count} images of {spec.LabelsFile} can be used; the first is {check.Skipped.Items[0].Item}: {check.Skipped.Items[0].Reason}",
                "images");
        }

        var images = new LabelImages(taxonomy, labelled.Categories.ToDictionary(c => c.Name, c => c.Images, StringComparer.Ordinal), check.Usable);
        var names = review is null ? null : await review.NamesAsync(taxonomy, images, cancellationToken);
        taxonomy = names?.Taxonomy ?? taxonomy;
        var (sets, firstEmpty) = DrawSets(spec, extras, taxonomy, images, labelled.HasBoxes, context, cancellationToken);
        var languages = names?.Languages ?? QueryLanguages.Choose(spec, taxonomy, sets.TakeWhile(s => s.Length == 1).ToArray());

        var queries = new LabelQueryWriter(taxonomy, images, labelled.Ids, spec.Styles, languages) { Reviewed = names };
        var written = await WriteNaturalAsync(spec, extras, queries, sets, languages, context, cancellationToken);
        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        using (var composer = queryGeneration.ComposeLabelQueries(cancellationToken))
            await queries.WriteAsync(sets, firstEmpty, written, composer, draft, context, cancellationToken);
        await WriteImagesAsync(check, labelled, draft, context, cancellationToken);
        await LabelFile.WriteAsync(Path.Combine(draft.Folder, DatasetFiles.Labels), labelled, check.Usable, cancellationToken);
        await TaxonomyFile.WriteAsync(Path.Combine(draft.Folder, DatasetFiles.Taxonomy), taxonomy.Labels, cancellationToken);

        var provenance = await LabelSetCard.ProvenanceAsync(spec, extras, written, cancellationToken);
        review?.Describe(provenance);
        var card = await draft.PublishAsync(
            folder.Datasets,
            spec.Name,
            "labels",
            LabelSetCard.Parameters(spec, extras, languages),
            provenance,
            check.Skipped,
            cancellationToken);
        await datasets.RegisterBuiltAsync(card, Path.Combine(folder.Datasets, card.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, card.Hash);
    }

    private static async Task<LabelledImages> ReadLabelsAsync(
        BuildLabelSetSpec spec, LabelSetExtras extras, JobContext context, string entriesPath, CancellationToken cancellationToken)
    {
        var stage = context.Begin(extras.Tags.Length > 0 ? "read tags" : "read annotations");
        await using var entries = new JsonLinesWriter(entriesPath);
        LabelledImages labelled;
        if (extras.Tags.Length > 0)
            labelled = await TagIndex.ReadAsync(extras.Tags, extras.MinScore, entries, stage, cancellationToken);
        else
        {
            var annotations = new AnnotationIndex(spec.MinArea, entries, stage, extras.Crowds);
            await new CocoReader(spec.Annotations, annotations).ReadAsync(cancellationToken);
            labelled = annotations.ToImages();
        }

        await entries.FinishAsync(cancellationToken);
        if (labelled.Ids.Count == 0)
        {
            throw extras.Tags.Length > 0
                ? BenchException.Invalid($"{extras.Tags}: there is no image.", "tags")
                : BenchException.Invalid($"{spec.Annotations}: 'images' is empty.", "annotations");
        }

        stage.Finish();
        return labelled;
    }

    private static async Task<Taxonomy> ReadTaxonomyAsync(
        BuildLabelSetSpec spec, IEnumerable<string> categories, CancellationToken cancellationToken)
    {
        var labels = spec.Taxonomy.Length > 0 ? await TaxonomyFile.ReadAsync(spec.Taxonomy, cancellationToken) : [];

        // A category that the file does not name is a label of its own, called in English as in the annotations.
        var named = labels.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        var others = categories.Where(c => !named.Contains(c))
            .Select(c => new Label(c, new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = c }, [], []));
        return new Taxonomy([.. labels, .. others], spec.Taxonomy.Length > 0 ? spec.Taxonomy : spec.LabelsFile);
    }

    // The sets of all levels, then those that no image carries; the number says how many are before these.
    private static (IReadOnlyList<int[]> Sets, int FirstEmpty) DrawSets(
        BuildLabelSetSpec spec, LabelSetExtras extras, Taxonomy taxonomy, LabelImages images, bool hasBoxes, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("combine labels", spec.Levels);
        var drawer = new LabelSetDrawer(taxonomy, images, spec.MinImages, spec.MaxPerLevel, spec.Seed);
        var levels = drawer.Draw(spec.Levels, cancellationToken);
        if (levels[0].Count == 0)
        {
            throw BenchException.Invalid(
                hasBoxes
                    ? $"No label is shown by {spec.MinImages} images with a box of more than {spec.MinArea:P0} of the image. Lower min_images or min_area."
                    : $"No tag is carried by {spec.MinImages} images. Lower min_images.",
                "min_images");
        }

        var empty = extras.Negatives > 0 ? drawer.DrawEmpty(levels, extras.Negatives, cancellationToken) : [];
        if (empty.Count < extras.Negatives)
            stage.Skip("negatives", $"only {empty.Count} of {extras.Negatives} label sets were found that no image carries.");
        stage.Add(levels.Count);
        stage.Finish();
        var sets = levels.SelectMany(l => l).ToArray();
        return ([.. sets, .. empty], sets.Length);
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<NaturalQuery>>> WriteNaturalAsync(
        BuildLabelSetSpec spec,
        LabelSetExtras extras,
        LabelQueryWriter queries,
        IReadOnlyList<int[]> sets,
        IReadOnlyList<string> languages,
        JobContext context,
        CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, IReadOnlyList<NaturalQuery>>(StringComparer.Ordinal);
        foreach (var language in languages.Where(_ => spec.Styles.Contains(LabelQueryWriter.Natural)))
        {
            var settings = new NaturalQuerySettings(extras.WriterModel, language, context.JobId, spec.Seed, extras.MaxTokens, extras.MaxCost);
            written[language] = await natural.WriteAsync(settings, sets.Select(s => queries.Names(s, language)).ToArray(), context, cancellationToken);
        }

        if (spec.Styles is [LabelQueryWriter.Natural] && written.Values.SelectMany(q => q).All(q => q.Fault is not null))
            throw new BenchException(ErrorKind.FailedPrecondition, $"The model wrote no usable query: {written.Values.First()[0].Fault}", "styles");
        return written;
    }

    private static async Task WriteImagesAsync(
        ImageCheck check, LabelledImages labelled, DatasetDraft draft, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("store images", check.UsableCount);
        await foreach (var (ordinal, image, inspection, path) in check.ReadUsableAsync(cancellationToken))
        {
            var entry = new DatasetImage(labelled.Ids[ordinal], $"{DatasetFiles.ImageFolder}/{image.File}")
            {
                Sha256 = inspection.Sha256,
                Size = inspection.Size,
                Width = inspection.Width,
                Height = inspection.Height,
                Time = image.Time,
                Place = image.Place,
                Source = image.Source,
                Licence = image.Licence is { } licence ? labelled.Licences.GetValueOrDefault(licence) : null,
            };
            await draft.AddImageAsync(entry, path, cancellationToken);
            stage.Add();
        }

        stage.Finish();
    }
}
