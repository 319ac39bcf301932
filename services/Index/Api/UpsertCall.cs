using System.Threading.Channels;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Api;

/// <summary>
/// One stream of writes. While some requests are being made durable the next ones are read and checked; all that wait are then
/// written and flushed together, and each is acknowledged by itself, in order.
/// </summary>
internal sealed class UpsertCall(CollectionCatalog catalog, IndexMetrics metrics)
{
    private const int RequestsInFlight = 8;

    private IVectorStore? _store;
    private CollectionSettings? _collection;
    private string _name = "";

    public async Task RunAsync(
        IAsyncStreamReader<UpsertRequest> requests, IServerStreamWriter<UpsertResponse> responses, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<VectorBatch>(new BoundedChannelOptions(RequestsInFlight) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(requests, channel.Writer, stop.Token);
        try
        {
            // A request that was refused completes the channel with its error, which is thrown here behind the requests before it.
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var batches = new List<VectorBatch>();
                while (batches.Count < RequestsInFlight && channel.Reader.TryRead(out var batch))
                    batches.Add(batch);
                await _store!.UpsertAsync(_collection!.Name, batches, cancellationToken);
                metrics.Upserted(batches.Sum(b => (long)b.Count));
                foreach (var batch in batches)
                    await responses.WriteAsync(new UpsertResponse { Upserted = batch.Count }, cancellationToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<UpsertRequest> requests, ChannelWriter<VectorBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellationToken))
            {
                if (_collection is null)
                {
                    (_store, _collection) = await catalog.ResolveAsync(request.Collection, cancellationToken);
                    _name = request.Collection;
                }
                else if (request.Collection.Length > 0 && request.Collection != _name)
                {
                    throw BenchException.Invalid(
                        $"The stream writes to '{_name}'; '{request.Collection}' needs a stream of its own.", "collection");
                }

                await batches.WriteAsync(Mapping.ToBatch(request.Vectors, _collection), cancellationToken);
            }

            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }
}
