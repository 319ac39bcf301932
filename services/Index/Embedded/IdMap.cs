using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ImageSearchBench.Index.Embedded;

/// <summary>Where a vector lies.</summary>
/// <param name="Segment">Place of its segment in the collection's order.</param>
/// <param name="Row">Its row there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowAddress(int Segment, int Row);

/// <summary>
/// From an id to its row: an open-addressing table of 8 bytes per slot (23 bits of the id's hash, 16 of segment, 24 of row), at most
/// two thirds full; the ids themselves stay with their segments. Not safe for concurrent use: its collection locks around it.
/// </summary>
internal sealed class IdMap
{
    private const ulong Empty = 0;
    private const ulong Removed = ulong.MaxValue;
    private const ulong Used = 1UL << 63;
    private const int TagBits = 23;

    private readonly List<Segment> _segments;
    private ulong[] _slots = new ulong[1024];
    private int _occupied;

    public IdMap(List<Segment> segments, int expected = 0)
    {
        _segments = segments;
        Reserve(expected);
    }

    public int Count { get; private set; }

    /// <summary>Points an id to a row; returns where it pointed before.</summary>
    public RowAddress? Set(ReadOnlySpan<byte> id, RowAddress address)
    {
        if ((_occupied + 1L) * 3 > _slots.Length * 2L)
            Rehash(Math.Max(1024, Count * 4L));
        var hash = XxHash3.HashToUInt64(id);
        var slot = Find(id, hash, out var free);
        if (slot >= 0)
        {
            var before = AddressOf(_slots[slot]);
            _slots[slot] = Encode(hash, address);
            return before;
        }

        if (_slots[free] == Empty)
            _occupied++;
        _slots[free] = Encode(hash, address);
        Count++;
        return null;
    }

    public RowAddress? Get(ReadOnlySpan<byte> id)
    {
        var slot = Find(id, XxHash3.HashToUInt64(id), out _);
        return slot >= 0 ? AddressOf(_slots[slot]) : null;
    }

    public RowAddress? Remove(ReadOnlySpan<byte> id)
    {
        var slot = Find(id, XxHash3.HashToUInt64(id), out _);
        if (slot < 0)
            return null;
        var address = AddressOf(_slots[slot]);
        _slots[slot] = Removed;
        Count--;
        return address;
    }

    /// <summary>Makes room, so that adding this many more does not rehash on the way.</summary>
    public void Reserve(int more)
    {
        if ((_occupied + (long)more) * 3 > _slots.Length * 2L)
            Rehash((Count + (long)more) * 3 / 2);
    }

    private static ulong Encode(ulong hash, RowAddress address) =>
        Used | (hash >> (64 - TagBits) << 40) | ((ulong)(uint)address.Segment << 24) | (uint)address.Row;

    private static RowAddress AddressOf(ulong slot) => new((int)(slot >> 24 & 0xFFFF), (int)(slot & 0xFFFFFF));

    private int Find(ReadOnlySpan<byte> id, ulong hash, out int free)
    {
        free = -1;
        var mask = _slots.Length - 1;
        var tag = Used >> 40 | hash >> (64 - TagBits);
        for (var i = (int)hash & mask; ; i = (i + 1) & mask)
        {
            var slot = _slots[i];
            if (slot == Empty)
            {
                if (free < 0)
                    free = i;
                return -1;
            }

            if (slot == Removed)
            {
                if (free < 0)
                    free = i;
            }
            else if (slot >> 40 == tag)
            {
                var address = AddressOf(slot);
                if (_segments[address.Segment].Id(address.Row).SequenceEqual(id))
                    return i;
            }
        }
    }

    private void Rehash(long wanted)
    {
        var size = 1024L;
        while (size < wanted)
            size *= 2;
        var old = _slots;
        _slots = new ulong[size];
        var mask = _slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot is Empty or Removed)
                continue;
            var address = AddressOf(slot);
            var i = (int)XxHash3.HashToUInt64(_segments[address.Segment].Id(address.Row)) & mask;
            while (_slots[i] != Empty)
                i = (i + 1) & mask;
            _slots[i] = slot;
        }

        _occupied = Count;
    }
}
