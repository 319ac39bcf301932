using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>A system that is there, with what it needs to be searched.</summary>
/// <param name="Name">The system for people.</param>
/// <param name="Hash">Content hash; empty for a search target, which is known by its answers.</param>
internal sealed record OpenSystem(string Name, string Hash)
{
    public EncoderModel? Model { get; init; }

    public VectorFolder? Vectors { get; init; }

    /// <summary>It is a space in which images and queries have vectors.</summary>
    public bool HasVectors => Model is not null || Vectors is not null;
}

/// <summary>Finds the systems that evaluations name, and makes their vectors searchable.</summary>
internal sealed class EvaluatedSystems(ModelCatalog models, ModelVectors modelVectors, FolderVectors folderVectors)
{
    /// <summary>Finds out early that a system is not there.</summary>
    /// <exception cref="BenchException">It is not.</exception>
    public async Task RequireAsync(EvaluatedSystem system, CancellationToken cancellationToken)
    {
        switch (system.Kind)
        {
            case SystemKind.Model:
                await models.RequireAsync(system.Value, cancellationToken);
                break;
            case SystemKind.Vectors when !Directory.Exists(system.Value):
                throw BenchException.Invalid($"There is no folder {system.Value} on the server.", "system");
            case SystemKind.RunFile when !File.Exists(system.Value):
                throw BenchException.Invalid($"There is no file {system.Value} on the server.", "system");
        }
    }

    /// <summary>Opens a system.</summary>
    /// <exception cref="BenchException">It is not there, or its files are broken.</exception>
    public async Task<OpenSystem> OpenAsync(EvaluatedSystem system, Dataset dataset, CancellationToken cancellationToken)
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

    /// <summary>Has the vectors of a dataset's images and queries in the Index while they are used.</summary>
    public async Task UseVectorsAsync(
        OpenSystem system, DatasetReader dataset, JobContext context, Func<SearchableVectors, Task> use, CancellationToken cancellationToken)
    {
        if (system.Model is { } model)
        {
            var images = await modelVectors.IndexImagesAsync(dataset, model, context.Begin("encode images", dataset.Dataset.Images), cancellationToken);
            var texts = await modelVectors.IndexQueriesAsync(dataset, model, context.Begin("encode queries", dataset.Dataset.Queries), cancellationToken);
            await use(new SearchableVectors(images, texts, model.Dimension));
        }
        else if (system.Vectors is { } files)
        {
            await folderVectors.UseAsync(dataset, files, context, use, cancellationToken);
        }
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
