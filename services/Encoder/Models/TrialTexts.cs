using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Texts;

namespace ImageSearchBench.Encoder.Models;

/// <summary>Texts to try a text tower on: seeded words of the model's own vocabulary between its marks, real sequences of many lengths.</summary>
internal sealed class TrialTexts
{
    // Kernels choose other ways of adding up for short and long sequences.
    private static readonly int[] Lengths = [3, 5, 8, 13, 21, 52];
    private const int Sharing = 12;
    private readonly Random _random = new(1);
    private readonly TextEncoding _encoding;
    private readonly int _context;
    private readonly int[] _words;

    public TrialTexts(TextEncoding encoding, int context)
    {
        _encoding = encoding;
        _context = context;
        var ids = encoding.Encode("a photo of two cats and a dog in the snow 一只猫和两只狗在雪地里").Ids;
        _words = ids.Length > 2 ? ids[1..^1] : ids;
    }

    /// <summary>Groups of texts; those of a group have one length, and are as many as one run takes.</summary>
    public int[][][] Groups(TextTower tower)
    {
        var lengths = tower.PadTo > 0 ? [Math.Min(8, _context)] : LengthsIn(_context);
        return [.. lengths.Select(length => Enumerable.Range(0, tower.BatchOf(tower.LengthOf(length)).Most).Select(_ => Sequence(length, [])).ToArray())];
    }

    /// <summary>Groups of texts that begin alike and go on differently. Where the tower fills texts up, those of a group end at different places.</summary>
    public int[][][] GroupsThatBeginAlike(TextTower tower)
    {
        var groups = new List<int[][]>();
        foreach (var length in LengthsIn(_context))
        {
            var inModel = tower.LengthOf(length);
            int[] own = [.. Enumerable.Range(Lengths[0], Math.Min(inModel, _context) - Lengths[0] + 1).Where(tokens => tower.LengthOf(tokens) == inModel)];
            var group = new int[Math.Min(Sharing, tower.BatchOf(inModel).Most)][];
            for (var i = 0; i < group.Length; i++)
            {
                var tokens = own[_random.Next(own.Length)];
                var other = i == 0 ? [] : group[_random.Next(i)];
                group[i] = Sequence(tokens, other.AsSpan(0, _random.Next(Math.Min(other.Length, tokens) + 1)));
            }

            groups.Add(group);
        }

        return [.. groups];
    }

    private static IEnumerable<int> LengthsIn(int context) => Lengths.Append(context).Where(l => l <= context && l <= Lengths[^1]).Distinct();

    private int[] Sequence(int length, ReadOnlySpan<int> beginning)
    {
        var ids = new int[length];
        beginning.CopyTo(ids);
        for (var i = beginning.Length; i < length; i++)
            ids[i] = _words[_random.Next(_words.Length)];
        if (_encoding.Start is { } start)
            ids[0] = start;
        if (_encoding.End is { } end)
            ids[^1] = end;
        return ids;
    }
}
