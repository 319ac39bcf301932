using System.Globalization;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Figures;

/// <summary>A measure as trec_eval names it: what its parameters mean and how they go into the printed names.</summary>
/// <param name="Name">trec_eval's name.</param>
/// <param name="Expand">The figures for a list of parameters, empty for the defaults.</param>
internal sealed record TrecMeasure(string Name, Func<string, IEnumerable<Figure>> Expand)
{
    /// <summary>A measure without parameters.</summary>
    public static TrecMeasure Single(string name, MeasureFamily family, FigureKind kind = FigureKind.Real) =>
        new(name, parameters => parameters.Length == 0
            ? [new Figure(name, kind, new Measure(name, family, new MeasureParameters(Number: family.DefaultNumber)))]
            : throw Wrong(name, "takes no parameters"));

    /// <summary>What has no number: the run's name, the number of topics, the string of grades.</summary>
    public static TrecMeasure Text(string name, FigureKind kind) =>
        new(name, parameters => kind == FigureKind.RelevanceString && parameters.Length > 0
            ? [new Figure($"{name}_{parameters}", kind, Length: Whole(name, parameters))]
            : [new Figure(name, kind, Length: kind == FigureKind.RelevanceString ? 10 : 0)]);

    /// <summary>A figure per cutoff.</summary>
    public static TrecMeasure AtCutoffs(string name, MeasureFamily family, string defaults) =>
        new(name, parameters => Split(parameters, defaults).Select(p => Whole(name, p)).Distinct().Order().Select(cutoff =>
            Real(string.Create(CultureInfo.InvariantCulture, $"{name}_{cutoff}"), family, new MeasureParameters(Cutoff: cutoff))));

    /// <summary>A figure per number, which is printed with two decimals.</summary>
    public static TrecMeasure Points(string name, MeasureFamily family, string defaults) =>
        new(name, parameters => Split(parameters, defaults).Select(p => Decimal(name, p)).Distinct().Order().Select(point =>
            Real(string.Create(CultureInfo.InvariantCulture, $"{name}_{point:F2}"), family, new MeasureParameters(Number: point))));

    /// <summary>One figure from several numbers: exactly <paramref name="count"/> where that is not 0.</summary>
    public static TrecMeasure Numbers(string name, MeasureFamily family, int count) =>
        new(name, parameters =>
        {
            if (parameters.Length == 0)
                return [Real(name, family, new MeasureParameters())];
            double[] numbers = [.. Split(parameters, "").Select(p => Decimal(name, p))];
            return count == 0 || numbers.Length == count
                ? [Real($"{name}_{parameters}", family, new MeasureParameters(Numbers: numbers))]
                : throw Wrong(name, $"takes {count} numbers");
        });

    /// <summary>One figure from one number.</summary>
    public static TrecMeasure Number(string name, MeasureFamily family) =>
        new(name, parameters => parameters.Length == 0
            ? [Real(name, family, new MeasureParameters(Number: family.DefaultNumber))]
            : [Real($"{name}_{parameters}", family, new MeasureParameters(Number: Decimal(name, parameters)))]);

    /// <summary>One figure from one number with its name: <c>p=0.8</c>.</summary>
    public static TrecMeasure Named(string name, MeasureFamily family) =>
        new(name, parameters =>
        {
            if (parameters.Length == 0)
                return [Real(name, family, new MeasureParameters(Number: family.DefaultNumber))];
            return parameters.StartsWith("p=", StringComparison.Ordinal)
                ? [Real($"{name}_{parameters}", family, new MeasureParameters(Number: Decimal(name, parameters[2..])))]
                : throw Wrong(name, "takes p=NUMBER");
        });

    /// <summary>One figure with gains in place of grades: <c>1=3.5,2=9</c>.</summary>
    public static TrecMeasure Gains(string name, MeasureFamily family) =>
        new(name, parameters =>
        {
            if (parameters.Length == 0)
                return [Real(name, family, new MeasureParameters())];
            var gains = new Dictionary<int, double>();
            foreach (var pair in Split(parameters, ""))
            {
                var parts = pair.Split('=');
                if (parts.Length != 2)
                    throw Wrong(name, "takes gains as grade=gain,...");
                gains[Whole(name, parts[0], smallest: 0)] = Decimal(name, parts[1]);
            }

            return [Real($"{name}_{parameters}", family, new MeasureParameters(Gains: gains))];
        });

    private static Figure Real(string printed, MeasureFamily family, MeasureParameters parameters) =>
        new(printed, FigureKind.Real, new Measure(printed, family, parameters));

    private static string[] Split(string parameters, string defaults) => (parameters.Length == 0 ? defaults : parameters).Split(',');

    private static int Whole(string name, string text, int smallest = 1) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= smallest
            ? value
            : throw Wrong(name, $"has the parameter '{text}', which is no whole number from {smallest} on");

    private static double Decimal(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(name, $"has the parameter '{text}', which is no number");

    private static BenchException Wrong(string name, string why) => BenchException.Invalid($"The measure '{name}' {why}.", "measures");
}
