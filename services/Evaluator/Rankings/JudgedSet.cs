namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>How many documents a topic's judgements give each grade; what an ideal ranking is made of.</summary>
internal sealed class JudgedSet
{
    private readonly (int Grade, int Count)[] _levels;

    private JudgedSet((int Grade, int Count)[] levels) => _levels = levels;

    /// <summary>No judgements at all.</summary>
    public static JudgedSet Empty { get; } = new([]);

    /// <summary>Grades that occur, highest first, with their counts; no negative grades, which mean unusable.</summary>
    public ReadOnlySpan<(int Grade, int Count)> Levels => _levels;

    /// <summary>Counts grades.</summary>
    /// <param name="grades">One per judged document; reordered by the call.</param>
    public static JudgedSet Of(Span<int> grades)
    {
        grades.Sort();
        var levels = new List<(int, int)>();
        for (var end = grades.Length; end > 0 && grades[end - 1] >= 0;)
        {
            var start = end - 1;
            while (start > 0 && grades[start - 1] == grades[end - 1])
                start--;
            levels.Add((grades[end - 1], end - start));
            end = start;
        }

        return levels.Count == 0 ? Empty : new JudgedSet([.. levels]);
    }

    /// <summary>Documents of at least this grade.</summary>
    public int CountFrom(int level)
    {
        var count = 0;
        foreach (var (grade, documents) in _levels)
        {
            if (grade >= level)
                count += documents;
        }

        return count;
    }

    /// <summary>Judged documents below this grade, unusable ones left out.</summary>
    public int CountBelow(int level)
    {
        var count = 0;
        foreach (var (grade, documents) in _levels)
        {
            if (grade < level)
                count += documents;
        }

        return count;
    }
}
