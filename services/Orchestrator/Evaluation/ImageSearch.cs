using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Searches a dataset's images with a model, as evaluation does.</summary>
internal sealed class ImageSearch(
    DatasetResolver resolver, ModelCatalog models, ModelVectors vectors, EncoderClient encoder, IndexClient index, TimeProvider time)
{
    /// <summary>Finds the images nearest to a text.</summary>
    public async Task<IReadOnlyList<Hit>> ByTextAsync(string dataset, string model, string text, int topK, CancellationToken cancellationToken)
    {
        var (known, collection) = await IndexAsync(dataset, model, cancellationToken);
        return await index.SearchAsync(collection, await encoder.EncodeTextAsync(known.Name, text, cancellationToken), topK, cancellationToken);
    }

    /// <summary>Finds the images nearest to an image.</summary>
    public async Task<IReadOnlyList<Hit>> ByImageAsync(string dataset, string model, byte[] image, int topK, CancellationToken cancellationToken)
    {
        var (known, collection) = await IndexAsync(dataset, model, cancellationToken);
        return await index.SearchAsync(collection, await encoder.EncodeImageAsync(known.Name, image, cancellationToken), topK, cancellationToken);
    }

    private async Task<(EncoderModel Model, string Collection)> IndexAsync(string name, string modelName, CancellationToken cancellationToken)
    {
        var dataset = await resolver.ResolveAsync(name, cancellationToken);
        var model = await models.GetAsync(modelName, cancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        var stage = new ProgressTracker(time).Begin("encode images", dataset.Images);
        return (model, await vectors.IndexImagesAsync(reader, model, stage, cancellationToken));
    }
}
