using System.Numerics;
using System.Runtime.CompilerServices;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// Ids as UTF-8 bytes, numbered in the order they came, each once. One array holds all bytes, so that a million ids are four arrays and
/// not a million objects.
/// </summary>
internal sealed class IdTable : IDocumentIds
{
    private byte[] _bytes;
    private Entry[] _entries;
    private int[] _slots;
    private int _used;

    /// <summary>A table with room for some ids; it grows.</summary>
    public IdTable(int capacity = 8)
    {
        _entries = new Entry[capacity];
        _slots = new int[SlotsFor(capacity)];
        _bytes = new byte[capacity * 16];
    }

    /// <summary>Ids in it.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of an id.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>The number of an id, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> id, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var index = _slots[slot] - 1;
            if (index < 0 || (_entries[index].Hash == hash && this[index].SequenceEqual(id)))
                return index;
        }
    }

    /// <summary>Adds an id; false, with its number, where it is there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(ReadOnlySpan<byte> id, uint hash, out int index)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            index = _slots[slot] - 1;
            if (_entries[index].Hash == hash && this[index].SequenceEqual(id))
                return false;
        }

        index = Count;
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        if (_used + id.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + id.Length));
        id.CopyTo(_bytes.AsSpan(_used));
        _entries[Count++] = new Entry(_used, id.Length, hash);
        _used += id.Length;
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
            Spread(_slots.Length * 2);
        return true;
    }

    /// <summary>Forgets all ids; the room stays, except what one exceptional topic made too large for the next ones.</summary>
    public void Clear()
    {
        if (_slots.Length > 4096 && Count * 16 < _slots.Length)
            _slots = new int[SlotsFor(Count)];
        else
            Array.Clear(_slots);
        Count = 0;
        _used = 0;
    }

    /// <summary>The order of two ids, by their bytes.</summary>
    public int Compare(int first, int second) => this[first].SequenceCompareTo(this[second]);

    private static int SlotsFor(int ids) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, ids * 2));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spread(int slots)
    {
        _slots = new int[slots];
        for (var index = 0; index < Count; index++)
        {
            var slot = (int)_entries[index].Hash & (slots - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (slots - 1);
            _slots[slot] = index + 1;
        }
    }

    private readonly record struct Entry(int Start, int Length, uint Hash);
}
