using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>Signals of drift, see <see cref="DriftTracker"/>.</summary>
internal sealed record DriftSignals(
    double MeanLength, double CheckedMeanLength, int DistinctHeads, int Generated, double RejectedShare, bool Drifting);

/// <summary>
/// Watches a generator for the two pitfalls of feeding a model its own output: candidates grow longer and stranger, and they circle round a
/// few heads with ever new adjectives.
/// </summary>
internal sealed class DriftTracker(Language language, IReadOnlyCollection<string> checkedObjects)
{
    private const int Window = 5;
    private const double LengthFactor = 1.5;
    private const int EnoughForHeads = 20;
    private const double HeadShare = 1.0 / 3;

    private readonly double _checkedMean = MeanLength(checkedObjects);
    private readonly HashSet<string> _heads = new(StringComparer.Ordinal);
    private readonly Queue<(int Characters, int Candidates)> _recent = new();
    private int _generated;
    private int _candidates;

    /// <summary>Objects that an earlier run generated.</summary>
    public void Seed(IEnumerable<string> generated)
    {
        foreach (var text in generated)
            Accept(text);
        _candidates = _generated;
    }

    /// <summary>Takes a round in and says how things stand.</summary>
    /// <param name="candidates">What the model gave, rejected ones included.</param>
    /// <param name="accepted">What was taken of it.</param>
    public DriftSignals Add(IReadOnlyCollection<string> candidates, IEnumerable<string> accepted)
    {
        foreach (var text in accepted)
            Accept(text);
        _candidates += candidates.Count;
        _recent.Enqueue((candidates.Sum(c => c.Length), candidates.Count));
        if (_recent.Count > Window)
            _recent.Dequeue();
        return new DriftSignals(
            MeanLength(candidates), _checkedMean, _heads.Count, _generated, _candidates == 0 ? 0 : (_candidates - _generated) / (double)_candidates, IsDrifting());
    }

    /// <summary>The part of a name that says what the thing is: the last word in English, the last two characters in Chinese.</summary>
    internal static string Head(string text, Language language) => language == Language.English
        ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("").ToUpperInvariant()
        : text.Length <= 2 ? text : text[^2..];

    private void Accept(string text)
    {
        _heads.Add(Head(text, language));
        _generated++;
    }

    private bool IsDrifting()
    {
        var recent = _recent.Sum(r => r.Candidates);
        var growing = _recent.Count == Window && recent > 0 && _checkedMean > 0
            && _recent.Sum(r => r.Characters) / (double)recent > LengthFactor * _checkedMean;
        return growing || (_generated >= EnoughForHeads && _heads.Count < HeadShare * _generated);
    }

    private static double MeanLength(IReadOnlyCollection<string> texts) => texts.Count == 0 ? 0 : texts.Average(t => t.Length);
}
