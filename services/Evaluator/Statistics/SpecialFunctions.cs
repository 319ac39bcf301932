namespace ImageSearchBench.Evaluator.Statistics;

/// <summary>The distribution functions that intervals and tests need, to about 1e-14.</summary>
internal static class SpecialFunctions
{
    /// <summary>P(Z &lt; x) of the standard normal distribution (Marsaglia 2004, a Taylor series).</summary>
    public static double NormalCdf(double x)
    {
        if (Math.Abs(x) > 8)
            return x < 0 ? 0 : 1;
        var (sum, term, square) = (x, x, x * x);
        for (var i = 3; sum + term != sum || i < 5; i += 2)
        {
            term *= square / i;
            sum += term;
            if (term == 0)
                break;
        }

        return Math.Clamp(0.5 + sum * Math.Exp(-0.5 * square - 0.91893853320467274178), 0, 1);
    }

    /// <summary>The x with P(Z &lt; x) = p of the standard normal distribution (Wichura 1988, AS 241), 0 &lt; p &lt; 1.</summary>
    public static double NormalQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q * Ratio(r, CentralTop, CentralBottom);
        }

        var tail = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var value = tail <= 5 ? Ratio(tail - 1.6, MiddleTop, MiddleBottom) : Ratio(tail - 5, FarTop, FarBottom);
        return q < 0 ? -value : value;
    }

    /// <summary>The two-sided p-value of Student's t with <paramref name="degrees"/> of freedom.</summary>
    public static double StudentTwoSided(double t, double degrees) =>
        double.IsInfinity(t) ? 0 : IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));

    /// <summary>The regularized incomplete beta function I_x(a, b) (Press et al. 2007, 6.4: Lentz's continued fraction).</summary>
    public static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
            return x <= 0 ? 0 : 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * BetaFraction(a, b, x) / a : 1 - front * BetaFraction(b, a, 1 - x) / b;
    }

    /// <summary>ln Γ(x), x &gt; 0 (Lanczos' approximation, Press et al. 2007, 6.1).</summary>
    public static double LogGamma(double x)
    {
        var (y, sum) = (x, 0.999999999999997092);
        foreach (var c in Lanczos)
            sum += c / ++y;
        var shifted = x + 5.24218750000000000;
        return (x + 0.5) * Math.Log(shifted) - shifted + Math.Log(2.5066282746310005 * sum / x);
    }

    private static double BetaFraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = 1 / Guard(1 - (a + b) * x / (a + 1));
        var value = d;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Guard(1 + even * d);
            c = Guard(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Guard(1 + odd * d);
            c = Guard(1 + odd / c);
            var step = d * c;
            value *= step;
            if (Math.Abs(step - 1) < 1e-16)
                break;
        }

        return value;

        static double Guard(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }

    private static double Ratio(double x, double[] top, double[] bottom)
    {
        var (above, below) = (0.0, 0.0);
        for (var i = top.Length - 1; i >= 0; i--)
            above = above * x + top[i];
        for (var i = bottom.Length - 1; i >= 0; i--)
            below = below * x + bottom[i];
        return above / below;
    }

    private static readonly double[] Lanczos =
    [
        57.1562356658629235, -59.5979603554754912, 14.1360979747417471, -0.491913816097620199, .339946499848118887e-4,
        .465236289270485756e-4, -.983744753048795646e-4, .158088703224912494e-3, -.210264441724104883e-3, .217439618115212643e-3,
        -.164318106536763890e-3, .844182239838527433e-4, -.261908384015814087e-4, .368991826595316234e-5,
    ];

    private static readonly double[] CentralTop =
    [
        3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];

    private static readonly double[] CentralBottom =
    [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];

    private static readonly double[] MiddleTop =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] MiddleBottom =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] FarTop =
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] FarBottom =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
