namespace ImageSearchBench.Encoder.Images;

/// <summary>The interpolation of a resize.</summary>
internal enum ResampleFilter
{
    /// <summary>Cubic convolution with a = −0.5; support 2.</summary>
    Bicubic,

    /// <summary>Triangle; support 1.</summary>
    Bilinear,
}

/// <summary>
/// The weights of one direction of a resize, as Pillow's <c>precompute_coeffs</c> and <c>normalize_coeffs_8bpc</c> make them: the filter is
/// widened by the scale when shrinking, weights are normalised in double precision and rounded to integers with 22 fractional bits.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Fractional bits of a weight: 32 − 8 for a pixel − 2 for overshoot.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _stride;

    /// <summary>Computes the weights of the outputs <paramref name="from"/> to <paramref name="from"/> + <paramref name="length"/> − 1.</summary>
    /// <param name="inputSize">Pixels of the source in this direction.</param>
    /// <param name="outputSize">Pixels of the whole result in this direction, before any crop.</param>
    /// <param name="from">First output that is wanted.</param>
    /// <param name="length">How many outputs are wanted.</param>
    /// <param name="filter">The interpolation.</param>
    public ResampleWeights(int inputSize, int outputSize, int from, int length, ResampleFilter filter)
    {
        var scale = (double)inputSize / outputSize;
        var filterScale = Math.Max(scale, 1.0);
        var support = (filter == ResampleFilter.Bicubic ? 2.0 : 1.0) * filterScale;
        _stride = (int)Math.Ceiling(support) * 2 + 1;
        _first = new int[length];
        _count = new int[length];
        _weights = new int[length * _stride];
        var exact = new double[_stride];
        for (var i = 0; i < length; i++)
        {
            var center = (from + i + 0.5) * scale;
            var first = Math.Max(0, (int)(center - support + 0.5));
            var count = Math.Min(inputSize, (int)(center + support + 0.5)) - first;
            var sum = 0.0;
            for (var k = 0; k < count; k++)
            {
                exact[k] = Weight((k + first - center + 0.5) * (1.0 / filterScale), filter);
                sum += exact[k];
            }

            for (var k = 0; k < count; k++)
                _weights[i * _stride + k] = ToFixed(sum == 0 ? exact[k] : exact[k] / sum);
            _first[i] = first;
            _count[i] = count;
        }
    }

    /// <summary>Number of outputs.</summary>
    public int Length => _first.Length;

    /// <summary>First source pixel that any output reads.</summary>
    public int SourceStart => _first[0];

    /// <summary>One past the last source pixel that any output reads.</summary>
    public int SourceEnd => _first[^1] + _count[^1];

    /// <summary>First source pixel of an output.</summary>
    public int First(int output) => _first[output];

    /// <summary>Weights of an output, for consecutive source pixels.</summary>
    public ReadOnlySpan<int> Of(int output) => _weights.AsSpan(output * _stride, _count[output]);

    private static int ToFixed(double weight) =>
        weight < 0 ? (int)(-0.5 + weight * (1 << PrecisionBits)) : (int)(0.5 + weight * (1 << PrecisionBits));

    private static double Weight(double x, ResampleFilter filter)
    {
        x = Math.Abs(x);
        if (filter == ResampleFilter.Bilinear)
            return x < 1.0 ? 1.0 - x : 0.0;

        const double A = -0.5;
        if (x < 1.0)
            return ((A + 2.0) * x - (A + 3.0)) * x * x + 1;
        return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * A : 0.0;
    }
}
