using System.Globalization;
using System.Text.RegularExpressions;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Measures;

/// <summary>Reads measure names as ir_measures writes them: <c>P@5</c>, <c>P(rel=2)@5</c>, <c>nDCG(judged_only=True)@10</c>, <c>IPrec@0.1</c>.</summary>
internal static partial class MeasureParser
{
    /// <summary>Reads a name.</summary>
    /// <exception cref="BenchException">The name is unknown, or a parameter does not fit the measure.</exception>
    public static Measure Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success)
            throw Unknown(text);
        var name = match.Groups["name"].Value;
        var settings = Settings(text, match.Groups["settings"].Value);
        if (settings.Remove("relative", out var relative) && name == "SetP" && Flag(text, relative))
            name = "SetRelativeP";
        if (name == "NumRet" && settings.ContainsKey("rel"))
            name = "NumRelRet";
        var family = MeasureCatalog.Find(name) ?? throw Unknown(text);

        var parameters = new MeasureParameters(Number: family.DefaultNumber);
        foreach (var (key, value) in settings)
            parameters = Apply(text, family, parameters, key, value);
        return new Measure(text, family, WithCutoff(text, family, parameters, match.Groups["cutoff"].Value));
    }

    /// <summary>Reads several names; two may not be the same.</summary>
    public static IReadOnlyList<Measure> ParseAll(IReadOnlyCollection<string> names)
    {
        var measures = names.Select(Parse).ToArray();
        if (measures.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw BenchException.Invalid($"The measure '{twice.Key}' is asked for twice.", "measures");
        return measures;
    }

    private static MeasureParameters Apply(string text, MeasureFamily family, MeasureParameters parameters, string key, string value) => key switch
    {
        "rel" => parameters with { Level = Whole(text, value) },
        "judged_only" => parameters with { JudgedOnly = Flag(text, value) },
        "dcg" when family.TakesGains => parameters with
        {
            Exponential = value.Trim('\'', '"') switch
            {
                "exp-log2" => true,
                "log2" => false,
                _ => throw Wrong(text, "dcg is log2 or exp-log2"),
            },
        },
        "gains" when family.TakesGains => parameters with { Gains = GainsOf(text, value) },
        _ when key == family.NumberName => parameters with { Number = Real(text, value) },
        _ => throw Wrong(text, $"{family.Name} has no parameter '{key}'"),
    };

    private static MeasureParameters WithCutoff(string text, MeasureFamily family, MeasureParameters parameters, string cutoff) =>
        (family.Cutoff, cutoff.Length > 0) switch
        {
            (CutoffKind.None, true) => throw Wrong(text, $"{family.Name} takes no cutoff"),
            (CutoffKind.Required, false) => throw Wrong(text, $"{family.Name} needs a cutoff, such as {family.Name}@10"),
            (CutoffKind.Number, false) => throw Wrong(text, $"{family.Name} needs a number, such as {family.Name}@0.5"),
            (CutoffKind.Number, true) => parameters with { Number = Real(text, cutoff) },
            (_, true) => parameters with { Cutoff = Whole(text, cutoff) },
            _ => parameters,
        };

    private static Dictionary<string, string> Settings(string text, string inside)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match setting in Setting().Matches(inside))
        {
            if (!settings.TryAdd(setting.Groups["key"].Value, setting.Groups["value"].Value))
                throw Wrong(text, $"'{setting.Groups["key"].Value}' is given twice");
        }

        // What the pattern left over was no key=value.
        if (Setting().Replace(inside, "").Trim(' ', ',').Length > 0)
            throw Wrong(text, "parameters are written key=value, separated by commas");
        return settings;
    }

    private static Dictionary<int, double> GainsOf(string text, string value)
    {
        var gains = new Dictionary<int, double>();
        foreach (var pair in value.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(':');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var grade))
                throw Wrong(text, "gains are written {grade:gain,...}");
            gains[grade] = Real(text, parts[1]);
        }

        return gains;
    }

    private static int Whole(string text, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw Wrong(text, $"'{value}' is no whole number above 0");

    private static double Real(string text, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw Wrong(text, $"'{value}' is no number from 0 on");

    private static bool Flag(string text, string value) =>
        bool.TryParse(value, out var flag) ? flag : throw Wrong(text, $"'{value}' is neither True nor False");

    private static BenchException Unknown(string text) =>
        BenchException.Invalid($"There is no measure '{text}'. Names are those of ir_measures, such as P@5, R@20, AP, nDCG@10.", "measures");

    private static BenchException Wrong(string text, string why) => BenchException.Invalid($"The measure '{text}' is wrong: {why}.", "measures");

    [GeneratedRegex(@"^(?<name>[A-Za-z]+)(\((?<settings>[^()]*)\))?(@(?<cutoff>.+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?<key>\w+)=(?<value>\{[^}]*\}|[^,{}]+)\s*(,|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
