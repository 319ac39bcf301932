namespace ImageSearchBench.Orchestrator.Review;

/// <summary>The counts of a stage while its items change.</summary>
internal sealed class StageCounts(ReviewProgress before, long added)
{
    private readonly Dictionary<ReviewDecision, long> _counts = new()
    {
        [ReviewDecision.Pending] = before.Pending,
        [ReviewDecision.Accepted] = before.Accepted,
        [ReviewDecision.Edited] = before.Edited,
        [ReviewDecision.Rejected] = before.Rejected,
    };

    /// <summary>Items that people added.</summary>
    public long Added { get; private set; } = added;

    public void Move(ReviewDecision from, ReviewDecision to, long items = 1)
    {
        _counts[from] -= items;
        _counts[to] += items;
    }

    /// <summary>An item is added, accepted; returns its number among the added ones, from 1.</summary>
    public long Add()
    {
        _counts[ReviewDecision.Accepted]++;
        return ++Added;
    }

    public ReviewProgress ToProgress(string stage, bool completed) => new(
        stage,
        _counts.Values.Sum(),
        _counts[ReviewDecision.Accepted],
        _counts[ReviewDecision.Edited],
        _counts[ReviewDecision.Rejected],
        completed);
}
