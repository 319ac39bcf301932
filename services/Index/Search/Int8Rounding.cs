using System.Runtime.Intrinsics;

namespace ImageSearchBench.Index.Search;

/// <summary>Rounds vectors to whole multiples of a scale.</summary>
internal static class Int8Rounding
{
    /// <summary>Writes the multiples; returns the sum of the squares of what rounding left.</summary>
    /// <param name="values">A multiple of 16 numbers, none larger than 127 scales.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="codes">The multiples.</param>
    public static float Round(ReadOnlySpan<float> values, float scale, Span<sbyte> codes)
    {
        var inverse = Vector256.Create(1 / scale);
        var step = Vector256.Create(scale);
        var squares = Vector256<float>.Zero;
        var limit = Vector256.Create(127);
        for (var i = 0; i < values.Length; i += 16)
        {
            var low = Vector256.Create(values[i..]);
            var high = Vector256.Create(values[(i + 8)..]);
            var lowCode = Clamp(Vector256.ConvertToInt32(Vector256.Round(low * inverse)), limit);
            var highCode = Clamp(Vector256.ConvertToInt32(Vector256.Round(high * inverse)), limit);
            var lowRest = low - (Vector256.ConvertToSingle(lowCode) * step);
            var highRest = high - (Vector256.ConvertToSingle(highCode) * step);
            squares += (lowRest * lowRest) + (highRest * highRest);
            var words = Vector256.Narrow(lowCode, highCode);
            Vector128.Narrow(words.GetLower(), words.GetUpper()).CopyTo(codes[i..]);
        }

        return Vector256.Sum(squares);
    }

    private static Vector256<int> Clamp(Vector256<int> values, Vector256<int> limit) =>
        Vector256.Max(Vector256.Min(values, limit), -limit);
}
