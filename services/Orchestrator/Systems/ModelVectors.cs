using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Encodes a dataset with a model into collections of the Index; what is encoded is not encoded again.</summary>
internal sealed class ModelVectors(EncoderClient encoder, CollectionFiller filler, IOptions<OrchestratorOptions> options)
{
    private const int MaxImagesPerBatch = 32;
    private const int MaxBytesPerBatch = 2 << 20;
    private const int MaxTextsPerBatch = 128;

    /// <summary>Encodes and indexes the images.</summary>
    public async Task<string> IndexImagesAsync(DatasetReader dataset, EncoderModel model, StageTracker stage, CancellationToken cancellationToken)
    {
        if (!model.HasImages)
            throw BenchException.Invalid($"Model '{model.Name}' encodes no images: choose a dual encoder.", "model");
        var name = CollectionNames.Images(dataset.Dataset.Hash, model.ContentHash);
        await filler.FillAsync(name, model.Dimension, skip => ImagesAsync(dataset, model, skip, cancellationToken), stage, cancellationToken);
        return name;
    }

    /// <summary>Encodes the queries, and keeps their vectors beside those of the images.</summary>
    public async Task<string> IndexQueriesAsync(DatasetReader dataset, EncoderModel model, StageTracker stage, CancellationToken cancellationToken)
    {
        if (!model.HasTexts)
            throw BenchException.Invalid($"Model '{model.Name}' encodes no texts: choose a dual encoder.", "model");
        var name = CollectionNames.Queries(dataset.Dataset.Hash, model.ContentHash);
        await filler.FillAsync(name, model.Dimension, skip => QueriesAsync(dataset, model, skip, cancellationToken), stage, cancellationToken);
        return name;
    }

    private async IAsyncEnumerable<VectorBatch> QueriesAsync(
        DatasetReader dataset, EncoderModel model, long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = new Queue<IReadOnlyList<string>>();
        var texts = TextsAsync();
        await foreach (var outcomes in encoder.EncodeTextsAsync(model.Name, texts, cancellationToken))
        {
            IReadOnlyList<string> ids;
            lock (sent)
                ids = sent.Dequeue();
            yield return Combine(ids, outcomes, []);
        }

        async IAsyncEnumerable<IReadOnlyList<string>> TextsAsync()
        {
            await foreach (var batch in dataset.ReadQueriesAsync(cancellationToken).Skip(checked((int)skip)).Chunk(MaxTextsPerBatch))
            {
                lock (sent)
                    sent.Enqueue(batch.Select(q => q.Id).ToArray());
                yield return batch.Select(q => q.Text).ToArray();
            }
        }
    }

    private async IAsyncEnumerable<VectorBatch> ImagesAsync(
        DatasetReader dataset, EncoderModel model, long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = new Queue<ImageBatch>();
        var tail = new List<SkippedItem>();
        var files = FilesAsync();
        await foreach (var outcomes in encoder.EncodeImagesAsync(model.Name, files, cancellationToken))
        {
            ImageBatch batch;
            lock (sent)
                batch = sent.Dequeue();
            yield return Combine(batch.Ids, outcomes, batch.Skipped);
        }

        if (tail.Count > 0)
            yield return new VectorBatch([], tail);

        async IAsyncEnumerable<IReadOnlyList<byte[]>> FilesAsync()
        {
            await foreach (var (batch, data) in ReadFilesAsync(dataset, skip, tail, cancellationToken))
            {
                lock (sent)
                    sent.Enqueue(batch);
                yield return data;
            }
        }
    }

    // Batches end at a number of images or bytes; a file that is too large for both goes alone. What is left out after the last
    // batch goes to the tail.
    private async IAsyncEnumerable<(ImageBatch Batch, IReadOnlyList<byte[]> Data)> ReadFilesAsync(
        DatasetReader dataset, long skip, List<SkippedItem> tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new ImageBatch([], []);
        var data = new List<byte[]>();
        var bytes = 0L;
        await foreach (var image in dataset.ReadImagesAsync(cancellationToken).Skip(checked((int)skip)))
        {
            var (content, fault) = await ReadFileAsync(dataset, image, cancellationToken);
            if (content is null)
            {
                batch.Skipped.Add(new SkippedItem(image.Id, fault!));
                continue;
            }

            if (data.Count > 0 && (data.Count == MaxImagesPerBatch || bytes + content.Length > MaxBytesPerBatch))
            {
                yield return (batch, data);
                (batch, data, bytes) = (new ImageBatch([], []), [], 0);
            }

            batch.Ids.Add(image.Id);
            data.Add(content);
            bytes += content.Length;
        }

        if (data.Count > 0)
            yield return (batch, data);
        else
            tail.AddRange(batch.Skipped);
    }

    private async Task<(byte[]? Content, string? Fault)> ReadFileAsync(
        DatasetReader dataset, DatasetImage image, CancellationToken cancellationToken)
    {
        if (dataset.FileOf(image) is not { } path)
            return (null, "the dataset names no file below its folder for it.");
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0 || file.Length > options.Value.MaxImageBytes)
            return (null, !file.Exists ? $"{path} is not there." : $"{path} has {file.Length} bytes.");

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        if (image.Sha256 is { } hash && !string.Equals(hash, Convert.ToHexStringLower(SHA256.HashData(content)), StringComparison.OrdinalIgnoreCase))
        {
            throw new BenchException(
                ErrorKind.DataLoss, $"{path} is not the file that the dataset was made with (its SHA-256 differs). Put it back, or build the dataset again.");
        }

        return (content, null);
    }

    private static VectorBatch Combine(IReadOnlyList<string> ids, IReadOnlyList<EncodedItem> outcomes, IReadOnlyList<SkippedItem> skipped)
    {
        if (outcomes.Count != ids.Count)
            throw new BenchException(ErrorKind.Internal, $"The Encoder answered {outcomes.Count} outcomes for {ids.Count} items.");
        var vectors = new List<NamedVector>(ids.Count);
        var left = new List<SkippedItem>(skipped);
        for (var i = 0; i < ids.Count; i++)
        {
            if (outcomes[i].Values is { } values)
                vectors.Add(new NamedVector(ids[i], values));
            else
                left.Add(new SkippedItem(ids[i], outcomes[i].Fault));
        }

        return new VectorBatch(vectors, left);
    }

    /// <summary>Images sent in one batch, and those that were left out before it.</summary>
    private sealed record ImageBatch(List<string> Ids, List<SkippedItem> Skipped);
}
