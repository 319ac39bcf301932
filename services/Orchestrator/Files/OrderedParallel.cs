using System.Runtime.CompilerServices;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>Works on several items at once and gives the results in the order of the items.</summary>
internal static class OrderedParallel
{
    /// <param name="source">The items.</param>
    /// <param name="width">Items in work at once, at most.</param>
    /// <param name="work">What is done with each.</param>
    /// <param name="cancellationToken">Stops taking items.</param>
    public static async IAsyncEnumerable<TResult> SelectAsync<TSource, TResult>(
        IAsyncEnumerable<TSource> source,
        int width,
        Func<TSource, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var inWork = new Queue<Task<TResult>>(width);
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken))
            {
                if (inWork.Count == width)
                    yield return await inWork.Dequeue();
                inWork.Enqueue(Task.Run(() => work(item), cancellationToken));
            }

            while (inWork.Count > 0)
                yield return await inWork.Dequeue();
        }
        finally
        {
            // Whoever stops early leaves nothing running behind.
            await Task.WhenAll(inWork.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
