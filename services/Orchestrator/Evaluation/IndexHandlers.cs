using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Encodes a dataset's images with a model and indexes them.</summary>
internal sealed class IndexDatasetHandler(DatasetResolver resolver, ModelCatalog models, ModelVectors vectors) : IJobHandler<IndexDatasetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(IndexDatasetSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        await models.RequireAsync(spec.Model, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(IndexDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        var model = await models.GetAsync(spec.Model, cancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var stage = context.Begin("encode images", dataset.Images);
        return new JobResult(JobResultKind.Collection, await vectors.IndexImagesAsync(reader, model, stage, cancellationToken));
    }
}

/// <summary>Encodes a dataset's images and queries with a model.</summary>
internal sealed class EncodeDatasetHandler(DatasetResolver resolver, ModelCatalog models, ModelVectors vectors) : IJobHandler<EncodeDatasetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(EncodeDatasetSpec spec, CancellationToken cancellationToken)
    {
        await resolver.RequireAsync(spec.Dataset, cancellationToken);
        await models.RequireAsync(spec.Model, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(EncodeDatasetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var dataset = await resolver.ResolveAsync(spec.Dataset, cancellationToken);
        var model = await models.GetAsync(spec.Model, cancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var images = await vectors.IndexImagesAsync(reader, model, context.Begin("encode images", dataset.Images), cancellationToken);
        await vectors.IndexQueriesAsync(reader, model, context.Begin("encode queries", dataset.Queries), cancellationToken);
        return new JobResult(JobResultKind.Collection, images);
    }
}
