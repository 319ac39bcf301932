using System.Threading.Channels;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Api;

/// <summary>One stream of searches: what is waiting is searched as one batch, since the kernel is fastest with many queries.</summary>
internal sealed class StreamSearchCall(CollectionCatalog catalog, IndexMetrics metrics)
{
    private const int MaxBatch = 1024;
    private const int RequestsInFlight = 4;
    private const int MaxResponseBytes = 1 << 20;

    private IVectorStore? _store;
    private CollectionSettings? _collection;
    private string _name = "";
    private SearchOptions? _options;

    public async Task RunAsync(
        IAsyncStreamReader<StreamSearchRequest> requests, IServerStreamWriter<StreamSearchResponse> responses, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<QueryBatch>(new BoundedChannelOptions(RequestsInFlight) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(requests, channel.Writer, stop.Token);
        var writing = Task.CompletedTask;
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var queries = TakeWaiting(channel.Reader);
                var rankings = await metrics.SearchAsync(
                    queries.Count, () => _store!.SearchAsync(_collection!.Name, queries, _options!, cancellationToken));

                // Rankings go out while the next queries are searched.
                await writing;
                writing = WriteAsync(responses, rankings, cancellationToken);
            }

            await writing;
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await stop.CancelAsync();
            await reading;
        }
    }

    private static QueryBatch TakeWaiting(ChannelReader<QueryBatch> reader)
    {
        var parts = new List<QueryBatch>();
        var count = 0;
        while (reader.TryPeek(out var next) && (count == 0 || count + next.Count <= MaxBatch) && reader.TryRead(out next))
        {
            parts.Add(next);
            count += next.Count;
        }

        if (parts.Count == 1)
            return parts[0];
        var values = new float[count * parts[0].Dimension];
        var offset = 0;
        foreach (var part in parts)
        {
            part.Values.CopyTo(values, offset);
            offset += part.Values.Length;
        }

        return new QueryBatch(parts[0].Dimension, count, values);
    }

    private static async Task WriteAsync(
        IServerStreamWriter<StreamSearchResponse> responses, Collections.Hit[][] rankings, CancellationToken cancellationToken)
    {
        var response = new StreamSearchResponse();
        var size = 0;
        foreach (var hits in rankings)
        {
            var ranking = Mapping.ToMessage(hits);
            var bytes = ranking.CalculateSize();
            if (response.Rankings.Count > 0 && size + bytes > MaxResponseBytes)
            {
                await responses.WriteAsync(response, cancellationToken);
                response = new StreamSearchResponse();
                size = 0;
            }

            response.Rankings.Add(ranking);
            size += bytes;
        }

        if (response.Rankings.Count > 0)
            await responses.WriteAsync(response, cancellationToken);
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamSearchRequest> requests, ChannelWriter<QueryBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellationToken))
            {
                if (_collection is null)
                {
                    _options = Mapping.ToOptions(request.Settings);
                    (_store, _collection) = await catalog.ResolveAsync(request.Collection, cancellationToken);
                    _name = request.Collection;
                }
                else if (request.Collection.Length > 0 && request.Collection != _name)
                {
                    throw BenchException.Invalid(
                        $"The stream searches '{_name}'; '{request.Collection}' needs a stream of its own.", "collection");
                }

                await batches.WriteAsync(Mapping.ToQueries(request.Queries, _collection), cancellationToken);
            }

            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }
}
