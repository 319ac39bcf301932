using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>A hash of an id's bytes: 8 at a time, folded by 64 × 64 bit products (the idea of wyhash). For tables in memory only.</summary>
internal static class IdHash
{
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> id)
    {
        var hash = (ulong)id.Length * First;
        while (id.Length > 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(id), First);
            id = id[8..];
        }

        return (uint)Mix(hash ^ Tail(id), Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Tail(ReadOnlySpan<byte> id)
    {
        if (id.Length == 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(id);
        if (id.Length >= 4)
            return BinaryPrimitives.ReadUInt32LittleEndian(id) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(id[^4..]) << 32;
        var tail = 0UL;
        foreach (var b in id)
            tail = tail << 8 | b;
        return tail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
