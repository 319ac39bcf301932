using System.Runtime.InteropServices;

namespace ImageSearchBench.Index.Search;

/// <summary>A query in 16 bits: q = t·d + f with whole numbers d, small enough that no inner product with 8-bit codes leaves 32 bits.</summary>
internal sealed unsafe class Int8Query : IDisposable
{
    /// <summary>Rounds a query.</summary>
    /// <param name="query">The query, padded.</param>
    /// <param name="stride">Its padded length.</param>
    /// <param name="length">Its Euclidean length.</param>
    public Int8Query(float* query, int stride, double length)
    {
        Values = (short*)NativeMemory.AlignedAlloc((nuint)stride * sizeof(short), 64);
        var largest = 0f;
        for (var i = 0; i < stride; i++)
            largest = MathF.Max(largest, MathF.Abs(query[i]));
        var limit = Math.Min(short.MaxValue, int.MaxValue / (127L * stride));
        IsUsable = largest is >= Int8Codes.Smallest and <= Int8Codes.Largest;
        var scale = IsUsable ? (double)largest / limit : 1;
        var rest = 0.0;
        for (var i = 0; i < stride; i++)
        {
            var value = IsUsable ? Math.Clamp(Math.Round(query[i] / scale), -limit, limit) : 0;
            Values[i] = (short)value;
            var left = query[i] - (value * scale);
            rest += left * left;
        }

        Scale = (float)scale;
        Length = ErrorBound.Up(length);

        // The scale is rounded to float after the fact: 2⁻²⁴ of the product, well below the 10⁻⁶ that cover all roundings of the scan.
        Rest = ErrorBound.Up((Math.Sqrt(rest) * 1.000001) + (1e-6 * length));
    }

    /// <summary>d.</summary>
    public short* Values { get; }

    /// <summary>t.</summary>
    public float Scale { get; }

    /// <summary>‖q‖, at least.</summary>
    public float Length { get; }

    /// <summary>‖f‖ and the roundings of the scan, relative to the length of the vector it meets.</summary>
    public float Rest { get; }

    /// <summary>False for a query of such tiny or huge numbers that scales would leave the range of a float.</summary>
    public bool IsUsable { get; }

    public void Dispose() => NativeMemory.AlignedFree(Values);
}
