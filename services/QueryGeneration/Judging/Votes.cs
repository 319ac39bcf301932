namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>Votes on one item, and what they come to. An undecided vote is an answer of its own, never the lowest grade.</summary>
/// <typeparam name="T">What is voted for; null is undecided.</typeparam>
internal sealed class Votes<T>(IReadOnlyList<T?> all)
    where T : struct
{
    /// <summary>The votes, in order.</summary>
    public IReadOnlyList<T?> All { get; } = all;

    /// <summary>The answer that more than half of all votes give; null when there is none, or when it is 'undecided'.</summary>
    public T? Majority
    {
        get
        {
            var top = All.GroupBy(v => v).MaxBy(g => g.Count());
            return top is not null && top.Count() * 2 > All.Count ? top.Key : null;
        }
    }

    /// <summary>Share of the votes that give the most frequent answer.</summary>
    public double Agreement => All.Count == 0 ? 0 : All.GroupBy(v => v).Max(g => g.Count()) / (double)All.Count;

    /// <summary>All votes are the same answer.</summary>
    public bool Unanimous => All.Distinct().Count() == 1;
}
