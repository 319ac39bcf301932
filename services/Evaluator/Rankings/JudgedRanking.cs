namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>A result that has a judgement.</summary>
/// <param name="Rank">Its rank, from 1.</param>
/// <param name="Grade">Its grade; negative means judged unusable.</param>
internal readonly record struct RankedGrade(int Rank, int Grade);

/// <summary>
/// What a measure sees of a topic: the judged results by rank, and what the judgements hold in all. Results without a judgement appear
/// only as gaps between ranks, so a measure's cost grows with the judgements and not with the length of the ranking.
/// </summary>
/// <remarks>Reused from topic to topic: a measure keeps nothing of it.</remarks>
internal sealed class JudgedRanking
{
    private RankedGrade[] _pool = new RankedGrade[16];
    private int[] _relevantRanks = new int[16];
    private int _poolCount;

    /// <summary>A judgement counts as relevant from this grade on; at least 1.</summary>
    public int Level { get; private set; } = 1;

    /// <summary>Results: n.</summary>
    public int Retrieved { get; private set; }

    /// <summary>Relevant documents that there are: R.</summary>
    public int Relevant { get; private set; }

    /// <summary>Judged documents that are not relevant: N.</summary>
    public int NonRelevant { get; private set; }

    /// <summary>Relevant results.</summary>
    public int RelevantRetrieved { get; private set; }

    /// <summary>All judgements.</summary>
    public JudgedSet Judged { get; private set; } = JudgedSet.Empty;

    /// <summary>Results that have a judgement, by rank.</summary>
    public ReadOnlySpan<RankedGrade> Pool => _pool.AsSpan(0, _poolCount);

    /// <summary>Ranks of the relevant results, ascending.</summary>
    public ReadOnlySpan<int> RelevantRanks => _relevantRanks.AsSpan(0, RelevantRetrieved);

    /// <summary>Looks at a topic.</summary>
    /// <param name="retrieved">Results.</param>
    /// <param name="pool">Results that have a judgement, by rank.</param>
    /// <param name="judged">All judgements.</param>
    /// <param name="level">A judgement counts as relevant from this grade on.</param>
    /// <param name="judgedOnly">Whether results without a usable judgement are dropped first, and the others move up.</param>
    public void Load(int retrieved, ReadOnlySpan<RankedGrade> pool, JudgedSet judged, int level, bool judgedOnly = false)
    {
        Level = level;
        Judged = judged;
        Relevant = judged.CountFrom(level);
        NonRelevant = judged.CountBelow(level);
        RelevantRetrieved = 0;
        if (_pool.Length < pool.Length)
        {
            _pool = new RankedGrade[pool.Length * 2];
            _relevantRanks = new int[pool.Length * 2];
        }

        _poolCount = 0;
        foreach (var result in pool)
        {
            if (judgedOnly && result.Grade < 0)
                continue;
            var rank = judgedOnly ? _poolCount + 1 : result.Rank;
            _pool[_poolCount++] = result with { Rank = rank };
            if (result.Grade >= level)
                _relevantRanks[RelevantRetrieved++] = rank;
        }

        Retrieved = judgedOnly ? _poolCount : retrieved;
    }

    /// <summary>Relevant results among the first <paramref name="cutoff"/>.</summary>
    public int RelevantWithin(int cutoff)
    {
        var ranks = RelevantRanks;
        if (ranks.Length == 0 || ranks[^1] <= cutoff)
            return ranks.Length;
        var count = 0;
        while (ranks[count] <= cutoff)
            count++;
        return count;
    }

    /// <summary>Results with a usable judgement among the first <paramref name="cutoff"/>.</summary>
    public int JudgedWithin(int cutoff)
    {
        var count = 0;
        foreach (var result in Pool)
        {
            if (result.Rank > cutoff)
                break;
            if (result.Grade >= 0)
                count++;
        }

        return count;
    }
}
