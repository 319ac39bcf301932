using System.Buffers.Binary;

namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>Random numbers that depend on nothing but names and seeds, the same on every machine and in every run.</summary>
internal static class SeededRandom
{
    /// <summary>A generator for one purpose: different parts give unrelated sequences.</summary>
    public static Random Create(params ReadOnlySpan<string> parts) => new(Number(parts));

    /// <summary>A number from 0 to 2³¹ − 1 for one purpose, such as the seed sent with a call.</summary>
    public static int Number(params ReadOnlySpan<string> parts)
    {
        var hash = Convert.FromHexString(Calls.CallKey.Hash(parts).AsSpan(0, 8));
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) & 0x7FFF_FFFF);
    }

    /// <summary>So many different elements in random order; all of them when there are not more.</summary>
    public static T[] Sample<T>(this Random random, IReadOnlyList<T> from, int count)
    {
        // The first steps of a Fisher-Yates shuffle.
        var items = from.ToArray();
        var take = Math.Min(count, items.Length);
        for (var i = 0; i < take; i++)
        {
            var j = random.Next(i, items.Length);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items[..take];
    }
}
