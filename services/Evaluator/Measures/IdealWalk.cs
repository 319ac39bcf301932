using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Walks down the ideal ranking, one rank a step.</summary>
internal ref struct IdealWalk(JudgedSet judged, MeasureParameters parameters)
{
    private readonly (double Gain, int Count)[] _levels = GainLevels.Ideal(judged, parameters);
    private int _level;
    private int _taken;

    /// <summary>The gain of the next rank; 0 behind the last document that gains anything.</summary>
    public double Next()
    {
        if (_level < _levels.Length && _taken == _levels[_level].Count)
        {
            _level++;
            _taken = 0;
        }

        if (_level == _levels.Length)
            return 0;
        _taken++;
        return _levels[_level].Gain;
    }
}
