using System.Text.RegularExpressions;

namespace ImageSearchBench.Orchestrator.ImageSources.HttpJson;

/// <summary>Texts with places in braces: <c>{query}</c>, <c>{env:NAME}</c>.</summary>
internal static partial class UrlTemplate
{
    /// <summary>The places that there are, for messages.</summary>
    public const string Known = "{query}, {language}, {page}, {offset}, {page_size}, {env:NAME}";

    private const string Environment = "env:";

    private static readonly string[] Names = ["query", "language", "page", "offset", "page_size"];

    /// <summary>Fills the places.</summary>
    public static string Fill(string template, Func<string, string> value) => Place().Replace(template, match => value(match.Groups["name"].Value));

    /// <summary>The value of a place that names an environment variable; null for another place.</summary>
    public static string? Variable(string place) =>
        place.StartsWith(Environment, StringComparison.Ordinal) ? System.Environment.GetEnvironmentVariable(place[Environment.Length..]) ?? "" : null;

    public static IEnumerable<string> Places(string template) => Place().Matches(template).Select(m => m.Groups["name"].Value);

    /// <summary>Names of the environment variables that a text needs.</summary>
    public static IEnumerable<string> Variables(string template) =>
        Places(template).Where(p => p.StartsWith(Environment, StringComparison.Ordinal)).Select(p => p[Environment.Length..]);

    public static bool IsKnown(string place) => Names.Contains(place, StringComparer.Ordinal) || place.StartsWith(Environment, StringComparison.Ordinal);

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
