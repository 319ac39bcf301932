using System.Runtime.CompilerServices;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>The Index, as the jobs need it.</summary>
internal sealed class IndexClient(IndexService.IndexServiceClient client)
{
    private const string Service = "Index";
    private const int RequestsOnTheWay = 4;

    // Messages stay well under 4 MB.
    private const int MaxFloatsPerMessage = 500_000;

    /// <summary>Vectors of this length that fit one message.</summary>
    public static int BatchSize(int dimension) => Math.Clamp(MaxFloatsPerMessage / dimension, 1, 1000);

    /// <summary>Makes a collection compared by inner product, or takes the one that is there.</summary>
    /// <returns>How many vectors it has.</returns>
    public async Task<long> CreateCollectionAsync(string name, int dimension, CancellationToken cancellationToken)
    {
        var request = new CreateCollectionRequest { Name = name, Dimension = dimension, Metric = Metric.InnerProduct };
        var response = await CallAsync(() => client.CreateCollectionAsync(request, cancellationToken: cancellationToken), cancellationToken);
        return response.Collection.Count;
    }

    public Task DeleteCollectionAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(
            () => client.DeleteCollectionAsync(new DeleteCollectionRequest { Name = name }, cancellationToken: cancellationToken),
            cancellationToken);

    /// <summary>Writes batches of vectors; gives each batch back once it is durable, in order.</summary>
    public async IAsyncEnumerable<VectorBatch> UpsertAsync(
        string collection, IAsyncEnumerable<VectorBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var onTheWay = new System.Collections.Concurrent.ConcurrentQueue<VectorBatch>();
        var requests = RequestsAsync();
        await using var pump = new DuplexPump<UpsertRequest, UpsertResponse>(
            Service, token => client.Upsert(cancellationToken: token), requests, RequestsOnTheWay, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            pump.Release();
            if (!onTheWay.TryDequeue(out var batch))
                throw new BenchException(ErrorKind.Internal, $"{Service} acknowledged more than it was sent.");
            yield return batch;
        }

        async IAsyncEnumerable<UpsertRequest> RequestsAsync()
        {
            await foreach (var batch in batches)
            {
                var request = new UpsertRequest { Collection = collection };
                request.Vectors.AddRange(batch.Vectors.Select(v => new Vector { Id = v.Id, Values = { v.Values } }));
                onTheWay.Enqueue(batch);
                yield return request;
            }
        }
    }

    /// <summary>Reads vectors by id; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<NamedVector>> FetchAsync(
        string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var request = new FetchVectorsRequest { Collection = collection, Ids = { ids } };
        var response = await CallAsync(() => client.FetchVectorsAsync(request, cancellationToken: cancellationToken), cancellationToken);
        return response.Vectors.Select(v => new NamedVector(v.Id, v.Values)).ToArray();
    }

    /// <summary>Finds the nearest vectors of a few queries.</summary>
    public async Task<IReadOnlyList<Runs.Hit>> SearchAsync(
        string collection, IReadOnlyList<float> query, int topK, CancellationToken cancellationToken)
    {
        var request = new SearchRequest
        {
            Collection = collection,
            Queries = { new Query { Values = { query } } },
            Settings = new SearchSettings { TopK = topK },
        };
        var response = await CallAsync(() => client.SearchAsync(request, cancellationToken: cancellationToken), cancellationToken);
        return Hits(response.Rankings.Single());
    }

    /// <summary>Finds the nearest vectors of any number of queries; answers in their order.</summary>
    public async IAsyncEnumerable<(string QueryId, IReadOnlyList<Runs.Hit> Hits)> SearchAllAsync(
        string collection,
        int topK,
        IAsyncEnumerable<IReadOnlyList<NamedVector>> batches,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var onTheWay = new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<NamedVector>>();
        await using var pump = new DuplexPump<StreamSearchRequest, StreamSearchResponse>(
            Service, token => client.StreamSearch(cancellationToken: token), RequestsAsync(), RequestsOnTheWay, cancellationToken);
        var answered = 0;
        while (await pump.MoveNextAsync())
        {
            foreach (var ranking in pump.Current.Rankings)
            {
                if (!onTheWay.TryPeek(out var batch))
                    throw new BenchException(ErrorKind.Internal, $"{Service} answered more queries than it was sent.");
                yield return (batch[answered].Id, Hits(ranking));
                if (++answered < batch.Count)
                    continue;
                answered = 0;
                onTheWay.TryDequeue(out _);
                pump.Release();
            }
        }

        if (!onTheWay.IsEmpty)
            throw new BenchException(ErrorKind.Internal, $"{Service} ended the stream before it had answered every query.");

        async IAsyncEnumerable<StreamSearchRequest> RequestsAsync()
        {
            await foreach (var batch in batches)
            {
                var request = new StreamSearchRequest { Collection = collection, Settings = new SearchSettings { TopK = topK } };
                request.Queries.AddRange(batch.Select(v => new Query { Values = { v.Values } }));
                onTheWay.Enqueue(batch);
                yield return request;
            }
        }
    }

    /// <summary>Groups of near-duplicates: the representative, then the others in ascending UTF-8 byte order of their ids.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="minCosine">Least cosine to the representative.</param>
    /// <param name="onDone">Told how many more vectors are settled.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<IReadOnlyList<string>> FindDuplicatesAsync(
        string collection, float minCosine, Action<long> onDone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = client.FindDuplicates(
            new FindDuplicatesRequest { Collection = collection, MinCosine = minCosine }, cancellationToken: cancellationToken);
        var group = new List<string>();
        var settled = 0L;
        while (await NextAsync())
        {
            onDone(call.ResponseStream.Current.Done - settled);
            settled = call.ResponseStream.Current.Done;
            foreach (var part in call.ResponseStream.Current.Groups)
            {
                // A large group comes in parts, each with its representative.
                if (group.Count > 0 && group[0] != part.Representative)
                {
                    yield return group;
                    group = [];
                }

                if (group.Count == 0)
                    group.Add(part.Representative);
                group.AddRange(part.Members.Select(m => m.Id));
            }
        }

        if (group.Count > 0)
            yield return group;

        async Task<bool> NextAsync()
        {
            try
            {
                return await call.ResponseStream.MoveNext(cancellationToken);
            }
            catch (RpcException e)
            {
                throw ServiceCalls.Fault(Service, e, cancellationToken);
            }
        }
    }

    private static Runs.Hit[] Hits(Ranking ranking) => ranking.Hits.Select(h => new Runs.Hit(h.Id, h.Score)).ToArray();

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
