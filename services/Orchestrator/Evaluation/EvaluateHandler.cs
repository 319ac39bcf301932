using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
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
    ModelCatalog models,
    ModelVectors modelVectors,
    FolderVectors folderVectors,
    SearchStage search,
    SearchTargetStage target,
    ScoreStage score,
    EvaluatorClient evaluator,
    RunStore runs,
    TimeProvider time) : IJobHandler<EvaluateSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(EvaluateSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        switch (spec.System.Kind)
        {
            case SystemKind.Model:
                await models.RequireAsync(spec.System.Value, cancellationToken);
                break;
            case SystemKind.Vectors when !Directory.Exists(spec.System.Value):
                throw BenchException.Invalid($"There is no folder {spec.System.Value} on the server.", "system");
            case SystemKind.RunFile when !File.Exists(spec.System.Value):
                throw BenchException.Invalid($"There is no file {spec.System.Value} on the server.", "system");
        }
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(EvaluateSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var reading = context.Begin("read dataset");
        await evaluator.CheckMeasuresAsync(spec.Measures, cancellationToken);
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var system = await OpenAsync(spec.System, dataset, cancellationToken);
        reading.Add(dataset.Queries);
        reading.Finish();

        var folder = Path.Combine(context.WorkFolder, "run");
        Directory.CreateDirectory(folder);
        if (spec.System.Kind is SystemKind.Target)
            system = system with { Hash = await AskTargetAsync(spec, system, reader, folder, context, cancellationToken) };
        var id = RunIdentity.OfRun(dataset.Hash, system.Hash, spec);
        if (await runs.FindAsync(id, cancellationToken) is not null && Directory.Exists(runs.FolderOf(id)))
            return new JobResult(JobResultKind.Run, id);
        if (spec.System.Kind is not SystemKind.Target)
            await FindAsync(spec, system, reader, folder, context, cancellationToken);
        var summary = await score.RunAsync(reader, folder, spec, context.Begin("score", dataset.Queries), cancellationToken);
        var run = new Run(
            id, dataset.Hash, dataset.Name, spec.System, system.Name, system.Hash, spec.TopK, time.GetUtcNow(), summary);
        await PublishAsync(run, spec, folder, cancellationToken);
        return new JobResult(JobResultKind.Run, id);
    }

    private async Task<OpenSystem> OpenAsync(EvaluatedSystem system, Dataset dataset, CancellationToken cancellationToken)
    {
        switch (system.Kind)
        {
            case SystemKind.Model:
                var model = await models.GetAsync(system.Value, cancellationToken);
                return new OpenSystem($"model:{model.Name}", model.ContentHash) { Model = model };
            case SystemKind.Vectors:
                var folder = await VectorFolder.OpenAsync(system.Value, dataset.Queries, cancellationToken);
                return new OpenSystem($"vectors:{NameOf(system.Value)}", folder.Hash) { Vectors = folder };
            case SystemKind.Target:
                return new OpenSystem($"target:{new Uri(system.Value).Authority}", Hash: "");
            default:
                return new OpenSystem($"run:{NameOf(system.Value)}", await Hashing.Sha256FileAsync(system.Value, cancellationToken));
        }
    }

    private async Task FindAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader reader, string folder, JobContext context, CancellationToken cancellationToken)
    {
        var queries = reader.Dataset.Queries;
        await using var results = new ResultsWriter(Path.Combine(folder, RunFiles.Results), Tag(system.Name), spec.TopK);
        if (system.Model is { } model)
        {
            var images = await modelVectors.IndexImagesAsync(reader, model, context.Begin("encode images", reader.Dataset.Images), cancellationToken);
            var texts = await modelVectors.IndexQueriesAsync(reader, model, context.Begin("encode queries", queries), cancellationToken);
            var vectors = new SearchableVectors(images, texts, model.Dimension);
            await search.SearchAsync(reader, vectors, results, spec.TopK, context.Begin("search", queries), cancellationToken);
        }
        else if (system.Vectors is { } files)
        {
            await folderVectors.UseAsync(
                reader,
                files,
                context,
                vectors => search.SearchAsync(reader, vectors, results, spec.TopK, context.Begin("search", queries), cancellationToken),
                cancellationToken);
        }
        else
            await SearchStage.ReadRunFileAsync(reader, spec.System.Value, results, context.Begin("read run file", queries), cancellationToken);
    }

    // What a target would answer is known once it has been asked: its answers are its identity.
    private async Task<string> AskTargetAsync(
        EvaluateSpec spec, OpenSystem system, DatasetReader reader, string folder, JobContext context, CancellationToken cancellationToken)
    {
        await using var results = new ResultsWriter(Path.Combine(folder, RunFiles.Results), Tag(system.Name), spec.TopK);
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

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    // A tag is one field of a TREC line.
    private static string Tag(string name) => string.Concat(name.Select(c => char.IsWhiteSpace(c) ? '_' : c));

    /// <summary>A system that is there, with what it needs to be searched.</summary>
    private sealed record OpenSystem(string Name, string Hash)
    {
        public EncoderModel? Model { get; init; }

        public VectorFolder? Vectors { get; init; }
    }
}
