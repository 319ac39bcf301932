using System.Runtime.InteropServices;

namespace ImageSearchBench.Index.Search;

/// <summary>
/// How far a float32 inner product can be from the true one. However its n products are grouped, fused or not,
/// |error| ≤ γₙ·Σ|aᵢbᵢ| ≤ γₙ·‖a‖·‖b‖ with γₙ = nu/(1−nu), u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, §3.1),
/// and each operation that underflows adds at most 2⁻¹⁵⁰. Valid while nothing overflows, which <see cref="MaxProduct"/> sees to.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ErrorBound
{
    /// <summary>Where ‖a‖·‖b‖ is at most this, no partial sum overflows: |Σ aᵢbᵢ| over any subset is at most ‖a‖·‖b‖.</summary>
    public const double MaxProduct = 1e37;

    private const double Unit = 1.0 / (1 << 24);

    private readonly double _relative;
    private readonly double _absolute;

    /// <summary>The bound for vectors of a length.</summary>
    /// <param name="dimension">Length of the vectors.</param>
    /// <param name="extraRoundings">Roundings of each operand or of the result beside those of the inner product.</param>
    public ErrorBound(int dimension, int extraRoundings = 4)
    {
        // A little more than γₙ covers the roundings in computing the bound itself.
        var nu = (dimension + extraRoundings) * Unit;
        _relative = nu / (1 - nu) * 1.0001;
        _absolute = (dimension + extraRoundings) * 2.0 * float.Epsilon;
    }

    /// <summary>The bound for two vectors, given the product of their lengths.</summary>
    public double Of(double product) => (_relative * product) + _absolute;

    /// <summary>The bound for a product that is then divided by the length of one of them.</summary>
    public double Of(double product, double length) => (Of(product) / length) + _absolute;

    /// <summary>The largest float that is at most a number, or one below it.</summary>
    public static float Down(double value) => MathF.BitDecrement(Saturate(value));

    /// <summary>The smallest float that is at least a number, or one above it.</summary>
    public static float Up(double value) => MathF.BitIncrement(Saturate(value));

    /// <summary>A score as a float: rounded to nearest; beyond its range, its largest number.</summary>
    public static float Saturate(double value) => (float)Math.Clamp(value, -float.MaxValue, float.MaxValue);
}
