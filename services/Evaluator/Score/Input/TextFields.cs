using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// Takes fields off the front of a line; blanks are what C's isspace says. A line of 16 to 64 bytes, as nearly all are, is looked at
/// once with vectors: a bit per byte says where fields are.
/// </summary>
internal ref struct TextFields
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly ulong _fields;
    private readonly bool _masked;
    private int _at;

    /// <summary>Begins a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextFields(ReadOnlySpan<byte> line)
    {
        _line = line;
        _masked = line.Length is >= 16 and <= 64;
        if (_masked)
            _fields = ~Blanks(line) & (ulong.MaxValue >> (64 - line.Length));
    }

    /// <summary>The next field; false at the end of the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out ReadOnlySpan<byte> field)
    {
        if (!_masked)
            return NextOfAnyLine(out field);
        var rest = _at == 64 ? 0 : _fields & (ulong.MaxValue << _at);
        if (rest == 0)
        {
            field = default;
            return false;
        }

        var start = BitOperations.TrailingZeroCount(rest);
        _at = BitOperations.TrailingZeroCount(~_fields & (ulong.MaxValue << start));
        field = _line[start.._at];
        return true;
    }

    /// <summary>Whether nothing but blanks is left.</summary>
    public bool AtEnd
    {
        get
        {
            var copy = this;
            return !copy.Next(out _);
        }
    }

    /// <summary>The first field; empty where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> line)
    {
        var start = 0;
        while (start < line.Length && IsBlank(line[start]))
            start++;
        var end = start;
        while (end < line.Length && !IsBlank(line[end]))
            end++;
        return line[start..end];
    }

    /// <summary>What a field says, for an error.</summary>
    public static string Show(ReadOnlySpan<byte> field)
    {
        var text = Encoding.UTF8.GetString(field.Length > 80 ? field[..80] : field);
        return field.Length > 80 ? text + "…" : text;
    }

    private bool NextOfAnyLine(out ReadOnlySpan<byte> field)
    {
        field = First(_line[_at..]);
        if (field.IsEmpty)
            return false;
        _at += (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_line[_at..]), ref MemoryMarshal.GetReference(field)) + field.Length;
        return true;
    }

    // Two loads that overlap cover any length between one load's and two loads' width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Blanks(ReadOnlySpan<byte> line)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        if (line.Length >= 32)
        {
            ulong low = Blanks(Vector256.LoadUnsafe(ref start));
            ulong high = Blanks(Vector256.LoadUnsafe(ref start, (nuint)(line.Length - 32)));
            return low | high << (line.Length - 32);
        }

        ulong first = Blanks(Vector128.LoadUnsafe(ref start));
        ulong second = Blanks(Vector128.LoadUnsafe(ref start, (nuint)(line.Length - 16)));
        return first | second << (line.Length - 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blanks(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)' '))
            | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'\t'), Vector256.Create((byte)('\r' - '\t')))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blanks(Vector128<byte> bytes) =>
        (Vector128.Equals(bytes, Vector128.Create((byte)' '))
            | Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'\t'), Vector128.Create((byte)('\r' - '\t')))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBlank(byte b) => b <= ' ' && (b == ' ' || (uint)(b - '\t') <= '\r' - '\t');
}
