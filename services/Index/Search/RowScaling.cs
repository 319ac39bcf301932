using System.Numerics.Tensors;

namespace ImageSearchBench.Index.Search;

/// <summary>Vectors divided by their lengths, for scans by cosine.</summary>
internal static unsafe class RowScaling
{
    /// <summary>Writes a vector divided by its length, each element within two roundings; a zero vector stays zero.</summary>
    public static void Divide(float* source, double length, float* target, int count)
    {
        if (length is > 1e-30 and < 1e30)
        {
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(source, count), (float)(1 / length), new Span<float>(target, count));
            return;
        }

        // The factor itself would leave the range of a float.
        var factor = length > 0 ? 1 / length : 0;
        for (var i = 0; i < count; i++)
            target[i] = (float)(source[i] * factor);
    }
}
