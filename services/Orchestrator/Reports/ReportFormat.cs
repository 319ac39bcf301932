using System.Globalization;
using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Numbers and names as the page writes them.</summary>
internal static class ReportFormat
{
    public static string Figure(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    public static string Percent(double value) => (100 * value).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string PValue(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    /// <summary>A coordinate inside a drawing.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A system's name without the word for what kind it is.</summary>
    public static string SystemName(string name) => name.StartsWith("model:", StringComparison.Ordinal) ? name["model:".Length..] : name;

    /// <summary>A language for people.</summary>
    public static string Language(string tag) => tag switch
    {
        "zh" => "Chinese",
        "en" => "English",
        _ => tag,
    };

    /// <summary>A slice's value for people.</summary>
    public static string SliceValue(string attribute, string value) => attribute switch
    {
        "language" => Language(value),
        _ => QueryAttributes.Describe(attribute, value),
    };

    /// <summary>A slice's attribute for people.</summary>
    public static string Attribute(string attribute) =>
        attribute == QueryAttributes.RelevantFrom ? "Right answers of a query"
        : attribute == QueryAttributes.LengthFrom ? "Characters of a query"
        : attribute.Length == 0 ? attribute
        : char.ToUpperInvariant(attribute[0]) + attribute[1..].Replace('_', ' ');
}
