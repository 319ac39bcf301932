using System.Text;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Embedded;

/// <summary>The distinct sets of labels of a collection, by number; 0 is the empty set. One writer, many readers; sets are only added.</summary>
internal sealed class LabelTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { ["\0\0"] = 0 };
    private volatile IReadOnlyDictionary<string, string>[] _sets = [VectorBatch.NoLabels];

    /// <summary>The set of a number.</summary>
    public IReadOnlyDictionary<string, string> this[int number] => _sets[number];

    /// <summary>How many sets there are at least.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a set, given as its bytes in a record. For the writer only.</summary>
    public int Intern(ReadOnlySpan<byte> labels)
    {
        if (labels.Length == 2)
            return 0;

        // One char per byte makes the bytes a key that can be looked up without an allocation.
        Span<char> key = labels.Length <= 512 ? stackalloc char[labels.Length] : new char[labels.Length];
        Encoding.Latin1.GetChars(labels, key);
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(key, out var number))
            return number;

        number = _numbers.Count;
        var sets = _sets;
        if (number == sets.Length)
            Array.Resize(ref sets, sets.Length * 2);
        sets[number] = SegmentRecord.ParseLabels(labels);
        _sets = sets;
        _numbers.Add(key.ToString(), number);
        return number;
    }

    /// <summary>For each of the first <paramref name="count"/> sets, whether it has all these labels.</summary>
    public bool[] Match(IReadOnlyDictionary<string, string> filter, int count)
    {
        var matches = new bool[count];
        var sets = _sets;
        for (var i = 0; i < count; i++)
            matches[i] = filter.All(f => sets[i].TryGetValue(f.Key, out var value) && value == f.Value);
        return matches;
    }
}
