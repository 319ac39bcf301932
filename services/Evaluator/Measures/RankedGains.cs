using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Walks down a ranking, one rank a step.</summary>
internal ref struct RankedGains(JudgedRanking ranking, MeasureParameters parameters)
{
    private readonly ReadOnlySpan<RankedGrade> _pool = ranking.Pool;
    private int _next;

    /// <summary>The gain of the result at a rank; ranks are asked for one after the other from 1, and gain 0 behind the last result.</summary>
    public double At(int rank) => _next < _pool.Length && _pool[_next].Rank == rank ? GainLevels.Of(_pool[_next++].Grade, parameters) : 0;
}
