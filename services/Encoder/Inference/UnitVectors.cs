using System.Numerics.Tensors;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>Takes vectors out of a model's output and gives them length 1.</summary>
internal static class UnitVectors
{
    // A vector this close to length 1 was normalised by the model: dividing again would only move its last bits.
    private const double Tolerance = 1e-6;

    /// <summary>One row as a vector of length 1.</summary>
    /// <exception cref="BenchException">INTERNAL: the model gave zero or something that is no number.</exception>
    public static float[] Normalise(ReadOnlySpan<float> row)
    {
        var squares = 0.0;
        foreach (var x in row)
            squares += (double)x * x;
        if (!double.IsFinite(squares) || squares <= 0)
            throw new BenchException(ErrorKind.Internal, "The model gave a vector without a direction (zero, infinite or not a number) for this input.");
        var length = Math.Sqrt(squares);
        var vector = row.ToArray();
        if (Math.Abs(length - 1) > Tolerance)
            TensorPrimitives.Divide(vector, (float)length, vector);
        return vector;
    }

    /// <summary>Mean of the first <paramref name="count"/> rows, accumulated in double precision.</summary>
    public static float[] Mean(ReadOnlySpan<float> rows, int count, int dimension)
    {
        var sums = new double[dimension];
        for (var r = 0; r < count; r++)
        {
            var row = rows.Slice(r * dimension, dimension);
            for (var d = 0; d < dimension; d++)
                sums[d] += row[d];
        }

        return [.. sums.Select(s => (float)(s / count))];
    }
}
