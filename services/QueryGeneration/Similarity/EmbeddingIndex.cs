using System.Numerics.Tensors;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Similarity;

/// <summary>Compares texts by the inner product of their vectors, which the Encoder makes and normalises.</summary>
internal sealed class EmbeddingIndex(EncoderService.EncoderServiceClient encoder, Model model) : ISimilarityIndex
{
    private const int BatchSize = 128;

    private readonly List<(string Text, float[] Vector)> _accepted = [];
    private readonly Dictionary<string, float[]> _prepared = new(StringComparer.Ordinal);

    public string Method { get; } = $"embedding:{model.Name}@{model.ContentHash}";

    // bge-small-zh-v1.5 and its like put unrelated nouns at 0.3 to 0.6.
    public double DefaultLimit => 0.85;

    public async Task PrepareAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken)
    {
        _prepared.Clear();
        var wanted = texts.Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
            return;

        // A stream waits for a busy encoder where a single call would be refused.
        using var call = encoder.StreamTexts(cancellationToken: cancellationToken);
        var batches = wanted.Chunk(BatchSize).ToArray();
        var writing = WriteAsync(call.RequestStream, batches, cancellationToken);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                Keep(batches[(int)response.Sequence], response);
        }
        catch (RpcException e)
        {
            throw StatusMap.FromRpc(e);
        }

        await writing;
    }

    public Nearest? FindNearest(string text)
    {
        var vector = _prepared[text];
        Nearest? best = null;
        foreach (var (other, otherVector) in _accepted)
        {
            var product = TensorPrimitives.Dot(vector, otherVector);
            if (best is null || product > best.Value.Similarity)
                best = new Nearest(other, product);
        }

        return best;
    }

    public void Add(string text) => _accepted.Add((text, _prepared[text]));

    private async Task WriteAsync(IClientStreamWriter<StreamTextsRequest> stream, string[][] batches, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batches.Length; i++)
            await stream.WriteAsync(new StreamTextsRequest { Model = model.Name, Sequence = (ulong)i, Texts = { batches[i] } }, cancellationToken);
        await stream.CompleteAsync();
    }

    private void Keep(string[] texts, StreamTextsResponse response)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            var outcome = response.Outcomes[i];
            _prepared[texts[i]] = outcome.ResultCase == EncodeOutcome.ResultOneofCase.Embedding
                ? [.. outcome.Embedding.Values]
                : throw StatusMap.FromStatus(outcome.Error);
        }
    }
}
