using System.Globalization;
using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>Numbers in text, to the last bit as C's strtod reads them.</summary>
internal static class Numbers
{
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>A decimal number; beyond the range of a double it becomes infinite, and "nan" is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryReal(ReadOnlySpan<byte> text, out double value)
    {
        // Clinger's fast path (1990): up to 15 digits and a power of ten up to 22 are exact, so one rounding gives the right one.
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+'))
            at++;
        var (digits, number, decimals, first) = (0, 0L, 0, at);
        var point = false;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                number = number * 10 + digit;
                digits++;
                if (point)
                    decimals++;
                if (digits > 15)
                    return TrySlow(text, out value);
            }
            else if (text[at] == '.' && !point)
            {
                point = true;
            }
            else
            {
                return TrySlow(text, out value);
            }
        }

        value = number / PowersOfTen[decimals];
        if (negative)
            value = -value;
        return digits > 0 && at > first;
    }

    /// <summary>A whole number of 32 bits.</summary>
    public static bool TryWhole(ReadOnlySpan<byte> text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TrySlow(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && !double.IsNaN(value);
}
