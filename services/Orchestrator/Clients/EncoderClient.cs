using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>The Encoder, as the jobs need it: vectors in the order of their items, a bounded number of batches on the way.</summary>
internal sealed class EncoderClient(EncoderService.EncoderServiceClient client)
{
    private const string Service = "Encoder";

    // Enough that the encoder never waits for the next batch, little enough that memory stays small.
    private const int BatchesOnTheWay = 6;

    /// <summary>Finds a model.</summary>
    /// <exception cref="BenchException">There is none of that name; says which ones there are.</exception>
    public async Task<EncoderModel> GetModelAsync(string name, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var request = new ListModelsRequest { PageSize = 1000 };
        do
        {
            var page = await CallAsync(() => client.ListModelsAsync(request, cancellationToken: cancellationToken), cancellationToken);
            foreach (var model in page.Models)
            {
                if (model.Name == name)
                    return ToModel(model);
                names.Add(model.Name);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var known = names.Count == 0 ? "There are none" : $"There are {string.Join(", ", names.Take(50))}";
        throw BenchException.NotFound($"There is no model '{name}'. {known}; add one with 'models add'.", "model");
    }

    /// <summary>Encodes images; each batch at most 64 files.</summary>
    public IAsyncEnumerable<IReadOnlyList<EncodedItem>> EncodeImagesAsync(
        string model, IAsyncEnumerable<IReadOnlyList<byte[]>> batches, CancellationToken cancellationToken) =>
        ExchangeAsync<StreamImagesRequest, StreamImagesResponse>(
            token => client.StreamImages(cancellationToken: token),
            NumberAsync(batches, (batch, sequence) => new StreamImagesRequest { Model = model, Sequence = sequence, Images = { batch.Select(Wrap) } }),
            response => (response.Sequence, response.Outcomes),
            cancellationToken);

    /// <summary>Encodes texts; each batch at most 256.</summary>
    public IAsyncEnumerable<IReadOnlyList<EncodedItem>> EncodeTextsAsync(
        string model, IAsyncEnumerable<IReadOnlyList<string>> batches, CancellationToken cancellationToken) =>
        ExchangeAsync<StreamTextsRequest, StreamTextsResponse>(
            token => client.StreamTexts(cancellationToken: token),
            NumberAsync(batches, (batch, sequence) => new StreamTextsRequest { Model = model, Sequence = sequence, Texts = { batch } }),
            response => (response.Sequence, response.Outcomes),
            cancellationToken);

    /// <summary>Encodes one text.</summary>
    public async Task<IReadOnlyList<float>> EncodeTextAsync(string model, string text, CancellationToken cancellationToken)
    {
        var request = new EncodeTextsRequest { Model = model, Texts = { text } };
        var response = await CallAsync(() => client.EncodeTextsAsync(request, cancellationToken: cancellationToken), cancellationToken);
        return Single(response.Outcomes);
    }

    /// <summary>Encodes one image file.</summary>
    public async Task<IReadOnlyList<float>> EncodeImageAsync(string model, byte[] image, CancellationToken cancellationToken)
    {
        var request = new EncodeImagesRequest { Model = model, Images = { Wrap(image) } };
        var response = await CallAsync(() => client.EncodeImagesAsync(request, cancellationToken: cancellationToken), cancellationToken);
        return Single(response.Outcomes);
    }

    private static EncoderModel ToModel(Model model) => new(
        model.Name,
        model.Dimension,
        model.ContentHash,
        model.Kind is ModelKind.Dual or ModelKind.Image,
        model.Kind is ModelKind.Dual or ModelKind.Text);

    // The bytes are not changed after this: no copy is needed.
    private static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private static EncodedItem ToDomain(EncodeOutcome outcome) => outcome.Embedding is { } embedding
        ? new EncodedItem(embedding.Values, "")
        : new EncodedItem(null, outcome.Error?.Message ?? $"{Service} gave neither vector nor reason.");

    private static RepeatedField<float> Single(RepeatedField<EncodeOutcome> outcomes) =>
        outcomes.Count != 1 ? throw new BenchException(ErrorKind.Internal, $"{Service} answered {outcomes.Count} outcomes for one item.")
        : outcomes[0].Error is { } error ? throw StatusMap.FromStatus(error)
        : outcomes[0].Embedding.Values;

    private static async IAsyncEnumerable<TRequest> NumberAsync<TBatch, TRequest>(
        IAsyncEnumerable<TBatch> batches, Func<TBatch, ulong, TRequest> request)
    {
        ulong sequence = 0;
        await foreach (var batch in batches)
            yield return request(batch, sequence++);
    }

    private static async IAsyncEnumerable<IReadOnlyList<EncodedItem>> ExchangeAsync<TRequest, TResponse>(
        Func<CancellationToken, AsyncDuplexStreamingCall<TRequest, TResponse>> start,
        IAsyncEnumerable<TRequest> requests,
        Func<TResponse, (ulong Sequence, IReadOnlyList<EncodeOutcome> Outcomes)> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Answers come in any order; those ahead of their turn wait here, never more than are on the way.
        var early = new Dictionary<ulong, EncodedItem[]>();
        ulong next = 0;
        await using var pump = new DuplexPump<TRequest, TResponse>(Service, start, requests, BatchesOnTheWay, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            var (sequence, outcomes) = read(pump.Current);
            early[sequence] = outcomes.Select(ToDomain).ToArray();
            while (early.Remove(next, out var ready))
            {
                next++;
                pump.Release();
                yield return ready;
            }
        }
    }

    private static async Task<T> CallAsync<T>(Func<AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            throw ServiceCalls.Fault(Service, e, cancellationToken);
        }
    }
}
