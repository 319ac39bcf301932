using System.Runtime.CompilerServices;
using Grpc.Core;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>A request stream whose first request says how, and all of which hold items.</summary>
internal sealed class RequestStream<TRequest, TItem>(IAsyncStreamReader<TRequest> stream, Func<TRequest, IEnumerable<TItem>> items)
    where TRequest : class
{
    /// <summary>The first request; null when the caller sent none.</summary>
    public TRequest? First { get; private set; }

    /// <summary>Reads the first request.</summary>
    public async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        if (await stream.MoveNext(cancellationToken))
            First = stream.Current;
        return First is not null;
    }

    /// <summary>The items of all requests, in order.</summary>
    public async IAsyncEnumerable<TItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var request = First; request is not null; request = await stream.MoveNext(cancellationToken) ? stream.Current : null)
        {
            foreach (var item in items(request))
                yield return item;
        }
    }
}
