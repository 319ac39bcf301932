using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>
/// Makes a new version of a dataset: relevance under another taxonomy, added and changed judgements, or both. Lines and image files are
/// taken over without being read into anything; image files of this server's own datasets get a second name.
/// </summary>
internal sealed class ExtendDatasetHandler(DatasetResolver resolver, DatasetStore datasets, DataFolder folder) : IJobHandler<ExtendDatasetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(ExtendDatasetSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        if (spec.Qrels.Length > 0 && !File.Exists(spec.Qrels))
            throw BenchException.Invalid($"There is no file {spec.Qrels} on the server.", "qrels");
        if (spec.Taxonomy.Length > 0)
            await TaxonomyFile.ReadAsync(spec.Taxonomy, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(ExtendDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var reading = context.Begin("read dataset");
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        var card = await DatasetFolder.ReadOrMakeCardAsync(dataset.Directory, cancellationToken);
        var relevance = spec.Taxonomy.Length > 0 ? await LabelRelevance.ReadAsync(dataset, spec.Taxonomy, cancellationToken) : null;
        await using var overlay = await JudgmentOverlay.OpenAsync(dataset, spec.Qrels, spec.Reviewer, cancellationToken);
        reading.Finish();

        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        await TakeImagesAsync(dataset, draft, context.Begin("take images over", dataset.Images), cancellationToken);
        await TakeFilesAsync(dataset, relevance, draft, cancellationToken);
        var changes = await WriteQueriesAsync(dataset, relevance, overlay, draft, context.Begin("judge queries", dataset.Queries), cancellationToken);

        var version = await ChangeAsync(spec, changes, cancellationToken);
        draft.Lineage = new DatasetLineage(dataset.Hash, version);
        var made = await draft.PublishAsync(
            folder.Datasets,
            spec.Name.Length > 0 ? spec.Name : dataset.Name,
            card.Kind,
            card.Parameters.DeepClone().AsObject(),
            Provenance(card, version),
            card.Skipped,
            cancellationToken);
        if (made.Hash == dataset.Hash)
            throw new BenchException(ErrorKind.FailedPrecondition, $"Nothing in dataset '{dataset.Name}' ({dataset.Hash[..12]}) changes by this: there is no new version.");
        await datasets.RegisterBuiltAsync(made, Path.Combine(folder.Datasets, made.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, made.Hash);
    }

    private static async Task TakeImagesAsync(Dataset dataset, DatasetDraft draft, StageTracker stage, CancellationToken cancellationToken)
    {
        if (File.Exists(dataset.PathOf(DatasetFiles.Images)))
        {
            await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Images));
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.Line.IsEmpty)
                    continue;
                var image = JsonLines.Parse<DatasetImage>(lines);
                var file = image.File is null ? null : SafePath.Below(dataset.Directory, image.File);
                await draft.AddKnownImageAsync(image, lines.Line, File.Exists(file) ? file : null, dataset.Owned, cancellationToken);
                stage.Add();
            }
        }

        stage.Finish();
    }

    // Everything beside the files that are written anew: near-duplicates, labels, lists of what was left out.
    private static async Task TakeFilesAsync(Dataset dataset, LabelRelevance? relevance, DatasetDraft draft, CancellationToken cancellationToken)
    {
        string[] written = [DatasetFiles.Card, .. DatasetFiles.Hashed, DatasetFiles.Reviewed];
        if (relevance is not null)
            await TaxonomyFile.WriteAsync(Path.Combine(draft.Folder, DatasetFiles.Taxonomy), relevance.Taxonomy.Labels, cancellationToken);
        foreach (var name in dataset.Owned ? Directory.EnumerateFiles(dataset.Directory).Select(f => Path.GetFileName(f)) : DatasetFiles.HashedIfThere)
        {
            var target = Path.Combine(draft.Folder, name);
            if (written.Contains(name) || File.Exists(target) || !File.Exists(dataset.PathOf(name)))
                continue;
            if (dataset.Owned)
                DurableFile.Link(dataset.PathOf(name), target);
            else
                DurableFile.Copy(dataset.PathOf(name), target);
        }
    }

    private static async Task<Changes> WriteQueriesAsync(
        Dataset dataset, LabelRelevance? relevance, JudgmentOverlay overlay, DatasetDraft draft, StageTracker stage, CancellationToken cancellationToken)
    {
        var changes = new Changes();
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        await using var reviewed = new ReviewedJudgments(Path.Combine(draft.Folder, DatasetFiles.Reviewed));
        await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Queries));
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.IsEmpty)
                continue;
            var query = JsonLines.Parse<DatasetQuery>(lines);
            var before = await reader.ReadJudgmentsAsync(query.Id, cancellationToken);
            var over = await overlay.OfAsync(query.Id, cancellationToken);
            var after = Merge(relevance?.Of(query) ?? before, over);
            changes.Count(before, after);
            await reviewed.AddAsync(query.Id, over, cancellationToken);

            // What has a relevant image now is no query for an empty answer any more.
            if (query.Negative && after.Exists(j => j.Grade > 0))
                await draft.AddQueryAsync(query with { Negative = false }, after, cancellationToken);
            else
                await draft.AddKnownQueryAsync(query, lines.Line, after, cancellationToken);
            stage.Add();
        }

        await reviewed.FinishAsync(cancellationToken);
        stage.Finish();
        return changes;
    }

    private static List<Judgment> Merge(IEnumerable<Judgment> judgments, IReadOnlyList<ReviewedJudgment> over)
    {
        if (over.Count == 0)
            return judgments.ToList();
        var grades = over.ToDictionary(j => j.ImageId, j => j.Grade, StringComparer.Ordinal);
        var merged = judgments.Select(j => grades.Remove(j.ImageId, out var grade) ? new Judgment(j.ImageId, grade) : j).ToList();
        merged.AddRange(over.Where(j => grades.ContainsKey(j.ImageId)).Select(j => new Judgment(j.ImageId, j.Grade)));
        return merged;
    }

    private static async Task<JsonObject> ChangeAsync(ExtendDatasetSpec spec, Changes changes, CancellationToken cancellationToken)
    {
        var change = new JsonObject();
        if (spec.Taxonomy.Length > 0)
            change["taxonomy"] = await LabelSetCard.SourceAsync(spec.Taxonomy, cancellationToken);
        if (spec.Qrels.Length > 0)
        {
            var source = await LabelSetCard.SourceAsync(spec.Qrels, cancellationToken);
            if (spec.Reviewer.Length > 0)
                source["reviewer"] = spec.Reviewer;
            change["judgments"] = source;
        }

        change["judgments_added"] = changes.Added;
        change["judgments_removed"] = changes.Removed;
        change["judgments_changed"] = changes.Changed;
        change["queries_judged_anew"] = changes.Queries;
        return change;
    }

    // What the dataset was built from, with the taxonomy that holds now and everybody whose judgements are in it.
    private static JsonObject Provenance(DatasetCard card, JsonObject change)
    {
        var provenance = card.Provenance.DeepClone().AsObject();
        if (change["taxonomy"] is { } taxonomy)
            provenance["taxonomy"] = taxonomy.DeepClone();
        if (change["judgments"] is { } judgments)
        {
            if (provenance["judgments"] is not JsonArray all)
                provenance["judgments"] = all = [];
            all.Add(judgments.DeepClone());
        }

        return provenance;
    }

    /// <summary>How many judgements a version changes.</summary>
    private sealed class Changes
    {
        public long Added { get; private set; }

        public long Removed { get; private set; }

        public long Changed { get; private set; }

        public long Queries { get; private set; }

        public void Count(IReadOnlyList<Judgment> before, IReadOnlyList<Judgment> after)
        {
            if (before.SequenceEqual(after))
                return;
            var grades = before.ToDictionary(j => j.ImageId, j => j.Grade, StringComparer.Ordinal);
            var (added, changed) = (0L, 0L);
            foreach (var judgment in after)
            {
                if (!grades.Remove(judgment.ImageId, out var grade))
                    added++;
                else if (grade != judgment.Grade)
                    changed++;
            }

            Added += added;
            Changed += changed;
            Removed += grades.Count;
            Queries++;
        }
    }
}
