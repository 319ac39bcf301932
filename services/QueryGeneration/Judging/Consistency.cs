namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>How much the votes of many items agree: sums only, whatever the number of items.</summary>
internal sealed class Consistency
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _answers = [];
    private long _votes;
    private long _items;
    private long _comparable;
    private double _pairAgreement;
    private double _agreement;

    /// <summary>Items judged.</summary>
    public long Judged => _items;

    /// <summary>Items without a majority.</summary>
    public long Undecided { get; private set; }

    /// <summary>Items on which all votes agree.</summary>
    public long Unanimous { get; private set; }

    /// <summary>Items that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Mean over the items of the share of votes for the most frequent answer.</summary>
    public double MeanAgreement => _items == 0 ? 0 : _agreement / _items;

    /// <summary>
    /// Fleiss' kappa (Fleiss 1971), (P̄ − P̄e) / (1 − P̄e): P̄ is the mean share of agreeing pairs of votes on an item, P̄e the sum of the squared
    /// shares of the answers. Null with fewer than two votes on an item, and when all votes are the same answer.
    /// </summary>
    public double? Kappa
    {
        get
        {
            lock (_lock)
            {
                if (_comparable == 0)
                    return null;
                var byChance = _answers.Values.Sum(n => Math.Pow(n / (double)_votes, 2));
                var observed = _pairAgreement / _comparable;
                return byChance >= 1 ? null : (observed - byChance) / (1 - byChance);
            }
        }
    }

    /// <summary>Takes an item in.</summary>
    /// <param name="answers">Its votes as numbers; undecided is −1.</param>
    /// <param name="decided">It has a majority.</param>
    public void Add(IReadOnlyList<int> answers, bool decided)
    {
        lock (_lock)
        {
            var counts = answers.GroupBy(a => a).ToDictionary(g => g.Key, g => g.Count());
            _items++;
            Undecided += decided ? 0 : 1;
            Unanimous += counts.Count == 1 ? 1 : 0;
            _agreement += counts.Values.Max() / (double)answers.Count;
            if (answers.Count < 2)
                return;

            _comparable++;
            _pairAgreement += counts.Values.Sum(n => (double)n * (n - 1)) / ((double)answers.Count * (answers.Count - 1));
            _votes += answers.Count;
            foreach (var (answer, n) in counts)
                _answers[answer] = _answers.GetValueOrDefault(answer) + n;
        }
    }

    /// <summary>An item failed.</summary>
    public void AddFailure()
    {
        lock (_lock)
            Failed++;
    }
}
