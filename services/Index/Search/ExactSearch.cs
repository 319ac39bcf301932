using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Search;

/// <summary>
/// Exact top-K. A scan in float32 finds candidates with a proven bound on its error; those that may be among the best are scored by
/// <see cref="CanonicalDot"/>. So a result does not depend on the kernel, the batch a query came in, or the number of threads.
/// </summary>
internal sealed class ExactSearch(IOptions<IndexOptions> options) : IDisposable
{
    /// <summary>Fewer queries are scanned row by row, which is bound by memory; from here on packing a panel pays.</summary>
    public const int MinTiledQueries = 4;

    /// <summary>Bytes for the candidates of one block of queries at most.</summary>
    private const long MaxCandidateBytes = 256L << 20;

    private readonly int _threads = options.Value.SearchThreads > 0 ? options.Value.SearchThreads : Environment.ProcessorCount;

    private readonly SemaphoreSlim _places = new(options.Value.ConcurrentSearches);

    /// <summary>The kernels in use; tests compare them.</summary>
    public KernelSet Kernels { get; init; } = KernelSet.Best;

    public async Task<Hit[][]> SearchAsync(
        Snapshot snapshot, VectorMetric metric, QueryBatch queries, SearchOptions search, bool int8, CancellationToken cancellationToken)
    {
        var rankings = new Hit[queries.Count][];
        var selection = RowSelection.Of(snapshot, search.LabelFilter);
        if (selection.Count == 0)
        {
            Array.Fill(rankings, []);
            return rankings;
        }

        await _places.WaitAsync(cancellationToken);
        try
        {
            var blockSize = BlockSize(search.TopK);
            for (var start = 0; start < queries.Count; start += blockSize)
            {
                var count = Math.Min(blockSize, queries.Count - start);
                await SearchBlockAsync(snapshot, selection, metric, queries, start, search, int8, rankings.AsMemory(start, count), cancellationToken);
            }

            return rankings;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task SearchBlockAsync(
        Snapshot snapshot, RowSelection selection, VectorMetric metric, QueryBatch queries, int start, SearchOptions search, bool int8,
        Memory<Hit[]> rankings, CancellationToken cancellationToken)
    {
        using var block = new QueryBlock(queries, start, rankings.Length, snapshot.Segments[0].Segment.Stride, metric, Kernels);
        using var job = new ScanJob(snapshot, selection, block, metric, search, Kernels, int8);
        var workers = new ScanWorker[Math.Min(_threads, selection.Pieces.Count)];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = new ScanWorker(job);
        try
        {
            await Task.WhenAll(workers.Select(w => Task.Run(() => w.Run(cancellationToken), CancellationToken.None)));
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Math.Min(_threads, rankings.Length)).Select(_ => Task.Run(
                () =>
                {
                    for (var q = Interlocked.Increment(ref next); q < rankings.Length; q = Interlocked.Increment(ref next))
                        rankings.Span[q] = job.Rank(q, workers);
                },
                CancellationToken.None)));
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private int BlockSize(int topK)
    {
        const int CandidateBytes = 16;
        var perQuery = (long)CandidateList.Places(topK) * CandidateBytes * _threads;
        return (int)Math.Clamp(MaxCandidateBytes / perQuery, 32, 1024);
    }
}
