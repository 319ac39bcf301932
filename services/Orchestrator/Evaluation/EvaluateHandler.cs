using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>
/// Evaluates a system on a dataset: its vectors into the Index (where it has vectors), a run file, the figures. The same dataset,
/// system and settings give the same run, which is made once.
/// </summary>
internal sealed class EvaluateHandler(
    DatasetResolver resolver,
    EvaluatedSystems systems,
    SearchStage search,
    SearchTargetStage target,
    ScoreStage score,
    MatchingStage matching,
    EvaluatorClient evaluator,
    RunStore runs,
    TimeProvider time) : IJobHandler<EvaluateSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(EvaluateSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        await systems.RequireAsync(spec.System, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(EvaluateSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var reading = context.Begin("read dataset");
        await evaluator.CheckMeasuresAsync(spec.Measures, cancellationToken);
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        RequireFits(spec, dataset);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var system = await systems.OpenAsync(spec.System, dataset, cancellationToken);
        reading.Add(dataset.Queries);
        reading.Finish();

        var folder = Path.Combine(context.WorkFolder, "run");
        Directory.CreateDirectory(folder);
        if (spec.System.Kind is SystemKind.Target)
            system = system with { Hash = await AskTargetAsync(spec, system, reader, folder, context, cancellationToken) };
        var id = RunIdentity.OfRun(dataset.Hash, system.Hash, spec);
        if (await runs.FindAsync(id, cancellationToken) is not null && Directory.Exists(runs.FolderOf(id)))
            return new JobResult(JobResultKind.Run, id);
        var summary = dataset.Kind == DatasetKinds.Matching
            ? await matching.RunAsync(spec, system, reader, folder, context, cancellationToken)
            : await RankAsync(spec, system, reader, folder, context, cancellationToken);
        var run = new Run(id, dataset.Hash, dataset.Name, spec.System, system.Name, system.Hash, spec.TopK, time.GetUtcNow(), summary)
        {
            Direction = spec.Direction,
        };
        await PublishAsync(run, spec, folder, cancellationToken);
        return new JobResult(JobResultKind.Run, id);
    }

    private static void RequireFits(EvaluateSpec spec, Dataset dataset)
    {
        if (dataset.Kind != DatasetKinds.Matching)
            return;
        if (spec.System.Kind is SystemKind.Target)
            throw BenchException.Invalid($"'{dataset.Name}' is a matching set: its pairs are scored one by one, and a search target ranks. Use a model, vectors or a run file.", "system");
        if (spec.Direction is SearchDirection.ImageToText)
            throw BenchException.Invalid($"'{dataset.Name}' is a matching set: its pairs have no direction.", "direction");
    }

    private async Task<RunSummary> RankAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader reader, string folder, JobContext context, CancellationToken cancellationToken)
    {
        await using var view = spec.Direction is SearchDirection.ImageToText
            ? await ImageToTextView.WriteAsync(reader, Path.Combine(folder, RunFiles.View), cancellationToken)
            : null;
        var asked = view ?? reader;
        if (spec.System.Kind is not SystemKind.Target)
            await FindAsync(spec, system, reader, asked, folder, context, cancellationToken);
        return await score.RunAsync(asked, folder, spec, context.Begin("score", asked.Dataset.Queries), cancellationToken);
    }

    private async Task FindAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader reader, DatasetReader asked, string folder, JobContext context, CancellationToken cancellationToken)
    {
        var queries = asked.Dataset.Queries;
        await using var results = new ResultsWriter(Path.Combine(folder, RunFiles.Results), ResultsWriter.Tag(system.Name), spec.TopK);
        if (system.HasVectors)
        {
            await systems.UseVectorsAsync(
                system,
                reader,
                context,
                vectors => search.SearchAsync(asked, vectors.In(spec.Direction), results, spec.TopK, context.Begin("search", queries), cancellationToken),
                cancellationToken);
        }
        else
        {
            await SearchStage.ReadRunFileAsync(asked, spec.System.Value, results, context.Begin("read run file", queries), cancellationToken);
        }
    }

    // What a target would answer is known once it has been asked: its answers are its identity.
    private async Task<string> AskTargetAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader reader, string folder, JobContext context, CancellationToken cancellationToken)
    {
        await using var results = new ResultsWriter(Path.Combine(folder, RunFiles.Results), ResultsWriter.Tag(system.Name), spec.TopK);
        return await target.RunAsync(reader, new Uri(spec.System.Value), results, spec.TopK, context, cancellationToken);
    }

    private async Task PublishAsync(Run run, EvaluateSpec spec, string folder, CancellationToken cancellationToken)
    {
        await using (var file = DurableFile.Create(Path.Combine(folder, RunFiles.Card)))
        {
            await JsonSerializer.SerializeAsync(
                file,
                new
                {
                    run.Id,
                    run.DatasetHash,
                    run.SystemName,
                    run.SystemHash,
                    spec.TopK,
                    spec.Resamples,
                    spec.Seed,
                    run.Direction,
                    run.Summary,
                },
                Json.Document,
                cancellationToken);
            await file.FlushToDiskAsync(cancellationToken);
        }

        DurableFile.FlushFolder(folder);
        await JobLease.RequireAsync(cancellationToken);
        DurableFile.PublishOnce(folder, runs.FolderOf(run.Id));
        await runs.AddAsync(run, cancellationToken);
    }
}
