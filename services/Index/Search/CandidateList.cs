namespace ImageSearchBench.Index.Search;

/// <summary>
/// The candidates of one query that one thread has found: at most twice K and some. When it is full, the K-th best lower bound
/// becomes the threshold, and what cannot reach it goes.
/// </summary>
internal sealed class CandidateList
{
    private const int Slack = 56;
    private readonly int _topK;
    private readonly Candidate[] _items;
    private readonly float[] _keys;

    /// <summary>Creates the list.</summary>
    /// <param name="topK">K.</param>
    /// <param name="places">How many candidates it holds, at least <see cref="Places"/>.</param>
    /// <param name="keys">Room for as many numbers as the list has places, shared by the lists of one thread.</param>
    public CandidateList(int topK, int places, float[] keys)
    {
        _topK = topK;
        _items = new Candidate[places];
        _keys = keys;
    }

    public int Count { get; private set; }

    public ReadOnlySpan<Candidate> Items => _items.AsSpan(0, Count);

    public bool IsFull => Count == _items.Length;

    /// <summary>The places that a list needs.</summary>
    public static int Places(int topK) => (2 * topK) + Slack;

    public void Add(in Candidate candidate) => _items[Count++] = candidate;

    public void Clear() => Count = 0;

    /// <summary>Drops what cannot be among the best K; returns the threshold that upper bounds must reach from now on.</summary>
    /// <param name="threshold">The threshold up to now.</param>
    /// <param name="score">The score of a row, asked for when so many candidates are too close to tell apart that bounds do not help.</param>
    /// <param name="compare">Order of two rows with equal scores: positive when the first goes before.</param>
    public float Compact(float threshold, Func<Candidate, float> score, Comparison<Candidate> compare)
    {
        threshold = Math.Max(threshold, Prune(threshold));
        if (Count <= (_items.Length + _topK) / 2)
            return threshold;

        for (var i = 0; i < Count; i++)
        {
            var item = _items[i];
            if (!item.IsExact)
                _items[i] = Candidate.Exact(score(item), item.Segment, item.Row);
        }

        var items = _items.AsSpan(0, Count);
        items.Sort((a, b) => a.Lower != b.Lower ? b.Lower.CompareTo(a.Lower) : compare(b, a));
        Count = Math.Min(Count, _topK);
        return Math.Max(threshold, Count == _topK ? _items[Count - 1].Lower : threshold);
    }

    private float Prune(float threshold)
    {
        if (Count >= _topK)
        {
            for (var i = 0; i < Count; i++)
                _keys[i] = _items[i].Lower;
            threshold = Math.Max(threshold, QuickSelect.Largest(_keys.AsSpan(0, Count), _topK));
        }

        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_items[i].Upper >= threshold)
                _items[kept++] = _items[i];
        }

        Count = kept;
        return threshold;
    }
}
