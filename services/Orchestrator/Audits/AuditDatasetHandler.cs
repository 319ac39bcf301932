using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>
/// Audits a dataset with the results of a run: a model judges a random sample of them, people check the model, and what the dataset lacks is listed.
/// </summary>
internal sealed class AuditDatasetHandler(
    DatasetResolver resolver,
    RunStore runs,
    PairJudging judging,
    JudgeAnalysisClient analysis,
    ModelCatalog models,
    ModelVectors vectors,
    IndexClient index,
    AuditStore audits) : IJobHandler<AuditDatasetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(AuditDatasetSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        await runs.GetAsync(spec.RunId, cancellationToken);
        if (spec.DuplicateModel.Length > 0)
            await models.RequireAsync(spec.DuplicateModel, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(AuditDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        var run = await runs.GetAsync(spec.RunId, cancellationToken);
        if (run.DatasetHash != dataset.Hash)
            throw BenchException.Invalid($"Run {run.Id} is on dataset {run.DatasetHash[..12]}, not on {dataset.Hash[..12]}: give a run on this dataset.", "run_id");

        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var sample = await DrawAsync(spec, dataset, reader, context, cancellationToken);
        var pairs = sample.Draw();
        if (pairs.Count == 0)
            throw new BenchException(ErrorKind.FailedPrecondition, $"Run {run.Id} has no results to judge.", "run_id");

        var judgements = await judging.RunAsync(spec, reader, pairs, context, cancellationToken);
        var holes = pairs.Where(p => !p.IsKnownRelevant && judgements[p.Key].IsRelevant)
            .OrderBy(p => p.Place)
            .Select(p => (Pair: p, Judgement: judgements[p.Key]))
            .ToArray();
        var people = spec.Review
            ? await AuditReview.RunAsync(reader, pairs.Take(spec.People).ToArray(), holes, context, cancellationToken)
            : new Dictionary<string, bool>(StringComparer.Ordinal);
        await using var duplicates = AuditStore.ListDuplicates(context.WorkFolder);
        await FindDuplicatesAsync(spec, reader, duplicates, context, cancellationToken);

        var stage = context.Begin("compute figures", 1);
        var audit = await new AuditFigures(analysis, spec, pairs, judgements, people)
            .ComputeAsync(context.JobId, dataset.Hash, sample.Offered, holes, duplicates, cancellationToken);
        await audits.PublishAsync(audit, pairs, judgements, people, context.WorkFolder, cancellationToken);
        stage.Add();
        stage.Finish();
        return new JobResult(JobResultKind.Audit, audit.Id);
    }

    private async Task<PairSample> DrawAsync(
        AuditDatasetSpec spec, Dataset dataset, DatasetReader reader, JobContext context, CancellationToken cancellationToken)
    {
        // In label sets an image that is not listed is known not to be relevant; elsewhere nothing is known of it.
        int? unlisted = dataset.Kind == "labels" ? 0 : null;
        var stage = context.Begin("draw results", dataset.Queries);
        var sample = new PairSample(spec.Sample, spec.Seed);
        await using var queries = reader.ReadQueriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var topic in RunFiles.ReadTopicsAsync(runs.FolderOf(spec.RunId), cancellationToken))
        {
            while (await queries.MoveNextAsync() && queries.Current.Id != topic.QueryId)
                stage.Add();
            var known = (await reader.ReadJudgmentsAsync(topic.QueryId, cancellationToken)).ToDictionary(j => j.ImageId, j => j.Grade, StringComparer.Ordinal);
            foreach (var (rank, hit) in topic.Hits.Take(spec.Depth).Index())
            {
                int? grade = known.TryGetValue(hit.ImageId, out var listed) ? listed : unlisted;
                sample.Offer(new AuditPair(
                    sample.Offered, topic.QueryId, queries.Current.Text, queries.Current.Language, hit.ImageId, rank + 1, grade));
            }

            stage.Add();
        }

        stage.Finish();
        return sample;
    }

    private async Task FindDuplicatesAsync(
        AuditDatasetSpec spec, DatasetReader reader, DuplicateList duplicates, JobContext context, CancellationToken cancellationToken)
    {
        if (spec.DuplicateModel.Length == 0)
        {
            await foreach (var group in reader.ReadDuplicatesAsync(cancellationToken))
                await duplicates.AddAsync(group.Images, cancellationToken);
            await duplicates.FinishAsync(cancellationToken);
            return;
        }

        var model = await models.GetAsync(spec.DuplicateModel, cancellationToken);
        var collection = await vectors.IndexImagesAsync(reader, model, context.Begin("encode images", reader.Dataset.Images), cancellationToken);
        var stage = context.Begin("find near-duplicates", reader.Dataset.Images);
        await foreach (var group in index.FindDuplicatesAsync(collection, spec.MinCosine, done => stage.Add(done), cancellationToken))
            await duplicates.AddAsync(group, cancellationToken);
        await duplicates.FinishAsync(cancellationToken);
        stage.Finish();
    }
}
