using System.Runtime.CompilerServices;
using System.Text;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>Takes fields off the front of a line; blanks are what C's isspace says.</summary>
internal ref struct TextFields(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>The next field; false at the end of the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out ReadOnlySpan<byte> field)
    {
        var text = _line;
        var at = _at;
        while ((uint)at < (uint)text.Length && IsBlank(text[at]))
            at++;
        var start = at;
        while ((uint)at < (uint)text.Length && !IsBlank(text[at]))
            at++;
        _at = at;
        field = text[start..at];
        return at > start;
    }

    /// <summary>Whether nothing but blanks is left.</summary>
    public readonly bool AtEnd
    {
        get
        {
            foreach (var b in _line[_at..])
            {
                if (!IsBlank(b))
                    return false;
            }

            return true;
        }
    }

    /// <summary>What a field says, for an error.</summary>
    public static string Show(ReadOnlySpan<byte> field)
    {
        var text = Encoding.UTF8.GetString(field.Length > 80 ? field[..80] : field);
        return field.Length > 80 ? text + "…" : text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBlank(byte b) => b <= ' ' && (b == ' ' || (uint)(b - '\t') <= '\r' - '\t');
}
