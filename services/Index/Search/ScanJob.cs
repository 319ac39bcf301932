using System.Runtime.Intrinsics.X86;
using System.Text;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Search;

/// <summary>One block of queries against one selection of rows: what the threads share, and how scores and orders come about.</summary>
internal sealed unsafe class ScanJob : IDisposable
{
    private int _next;

    public ScanJob(Snapshot snapshot, RowSelection selection, QueryBlock queries, VectorMetric metric, SearchOptions options, KernelSet kernels, bool int8)
    {
        Snapshot = snapshot;
        Selection = selection;
        Queries = queries;
        Metric = metric;
        Kernels = kernels;
        TopK = (int)Math.Min(options.TopK, Math.Max(1, selection.Count));
        MinScore = options.MinScore ?? float.NegativeInfinity;
        Thresholds = new float[queries.Count];
        Array.Fill(Thresholds, MinScore);
        if (int8 && queries.Count < ExactSearch.MinTiledQueries)
            Int8Queries = [.. Enumerable.Range(0, queries.Count).Select(q => new Int8Query(queries.ScanRow(q), queries.Stride, queries.ScanLengths[q]))];

        // Cosine divides both operands, each within two roundings; the tiles' floors and bounds are rounded to float, four times at most.
        Bound = new ErrorBound(queries.Dimension, extraRoundings: 8);
    }

    public Snapshot Snapshot { get; }

    public RowSelection Selection { get; }

    public QueryBlock Queries { get; }

    public VectorMetric Metric { get; }

    public KernelSet Kernels { get; }

    public int TopK { get; }

    public float MinScore { get; }

    /// <summary>The queries in 16 bits, where 8-bit codes are scanned.</summary>
    public Int8Query[]? Int8Queries { get; }

    public ErrorBound Bound { get; }

    /// <summary>
    /// Per query, what an upper bound must reach. Threads raise them without a lock: a lost update leaves a lower threshold, which
    /// costs a few more candidates and changes no result.
    /// </summary>
    public float[] Thresholds { get; }

    public void Dispose()
    {
        foreach (var query in Int8Queries ?? [])
            query.Dispose();
    }

    /// <summary>The next piece of work; false when there is none.</summary>
    public bool TryNext(out RowSelection.Piece piece)
    {
        var index = Interlocked.Increment(ref _next) - 1;
        if (index >= Selection.Pieces.Count)
        {
            piece = default;
            return false;
        }

        piece = Selection.Pieces[index];
        return true;
    }

    /// <summary>The score of a row: the canonical inner product, for cosine divided by both lengths, rounded to float.</summary>
    public float Score(int query, int segment, int row)
    {
        var view = Snapshot.Segments[segment];
        var product = Kernels.Canonical(Queries.OriginalRow(query), view.Segment.Row(row), Queries.Stride);
        if (Metric == VectorMetric.Cosine)
        {
            var lengths = Queries.Lengths[query] * view.Lengths[row];
            product = lengths > 0 ? product / lengths : 0;
        }

        return ErrorBound.Saturate(product);
    }

    /// <summary>Order of two rows with equal scores: positive when the first goes before, its id being the larger in UTF-8 bytes.</summary>
    public int CompareIds(Candidate a, Candidate b) =>
        Snapshot.Segments[a.Segment].Id(a.Row).SequenceCompareTo(Snapshot.Segments[b.Segment].Id(b.Row));

    /// <summary>Adds a candidate; makes room and raises the threshold when its list is full.</summary>
    public void Add(CandidateList list, int query, in Candidate candidate)
    {
        list.Add(candidate);
        if (list.IsFull)
            Compact(list, query);
    }

    /// <summary>The ranking of a query out of what the threads have found.</summary>
    public Hit[] Rank(int query, ScanWorker[] workers)
    {
        var all = new Candidate[workers.Sum(w => w.List(query).Count)];
        var count = 0;
        foreach (var worker in workers)
        {
            worker.List(query).Items.CopyTo(all.AsSpan(count));
            count += worker.List(query).Count;
        }

        var candidates = all.AsSpan(0, Prune(all));

        // Rows are fetched from memory one ahead of the one that is scored; in their order, pages are found sooner.
        candidates.Sort((a, b) => a.Segment != b.Segment ? a.Segment.CompareTo(b.Segment) : a.Row.CompareTo(b.Row));
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i + 1 < candidates.Length)
                Fetch(candidates[i + 1]);
            var c = candidates[i];
            if (!c.IsExact)
                candidates[i] = Candidate.Exact(Score(query, c.Segment, c.Row), c.Segment, c.Row);
        }

        candidates.Sort((a, b) => a.Lower != b.Lower ? b.Lower.CompareTo(a.Lower) : CompareIds(b, a));
        var hits = new Hit[HitCount(candidates)];
        for (var i = 0; i < hits.Length; i++)
            hits[i] = new Hit(Encoding.UTF8.GetString(Snapshot.Segments[candidates[i].Segment].Id(candidates[i].Row)), candidates[i].Lower);
        return hits;
    }

    // Apart from Add, which is called millions of times and would allocate what the delegate captures each time.
    private void Compact(CandidateList list, int query)
    {
        var threshold = list.Compact(Thresholds[query], c => Score(query, c.Segment, c.Row), CompareIds);
        if (threshold > Thresholds[query])
            Thresholds[query] = threshold;
    }

    /// <summary>Moves the candidates that may be among the best to the front; returns how many they are.</summary>
    private int Prune(Span<Candidate> candidates)
    {
        if (candidates.Length <= TopK)
            return candidates.Length;
        var keys = new float[candidates.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = candidates[i].Lower;
        var threshold = QuickSelect.Largest(keys, TopK);
        var kept = 0;
        foreach (var candidate in candidates)
        {
            if (candidate.Upper >= threshold)
                candidates[kept++] = candidate;
        }

        return kept;
    }

    private int HitCount(ReadOnlySpan<Candidate> sorted)
    {
        var count = Math.Min(TopK, sorted.Length);
        while (count > 0 && sorted[count - 1].Lower < MinScore)
            count--;
        return count;
    }

    private void Fetch(in Candidate candidate)
    {
        if (!Sse.IsSupported || candidate.IsExact)
            return;
        var row = Snapshot.Segments[candidate.Segment].Segment.Row(candidate.Row);
        for (var i = 0; i < Queries.Stride; i += KernelSet.RowAlignment)
            Sse.Prefetch0(row + i);
    }
}
