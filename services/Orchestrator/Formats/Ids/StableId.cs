using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageSearchBench.Orchestrator.Formats.Ids;

/// <summary>
/// Gives ids a whole number for formats that have no other ids. Where all ids of a dataset are whole numbers already, they stay. Else the number is
/// the first 53 bits of the id's SHA-256: the same in every export and every version of a dataset, and exact in tools that read
/// numbers as doubles. A number that is taken (once in 100,000 datasets of a hundred thousand images) moves on to the next free one.
/// </summary>
internal sealed class StableId
{
    private readonly HashSet<long> _used = [];
    private readonly Dictionary<string, long> _moved = new(StringComparer.Ordinal);
    private bool _allNumbers = true;

    /// <summary>Takes note of an id; all ids come before the first number is asked for.</summary>
    public void Note(string id)
    {
        _allNumbers &= IsNumber(id);
        var number = Hash(id);
        if (_used.Add(number))
            return;
        while (!_used.Add(++number))
        {
            // The next one is taken too.
        }

        _moved[id] = number;
    }

    /// <summary>The number of an id.</summary>
    public long Of(string id)
    {
        if (_allNumbers)
            return long.Parse(id, CultureInfo.InvariantCulture);
        return _moved.TryGetValue(id, out var number) ? number : Hash(id);
    }

    /// <summary>The id is a whole number of up to 64 bits in its usual form.</summary>
    public static bool IsNumber(string id) =>
        long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == id;

    private static long Hash(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11);
    }
}
