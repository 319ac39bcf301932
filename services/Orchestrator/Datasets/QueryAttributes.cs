using System.Globalization;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>What queries are counted and sliced by.</summary>
internal static class QueryAttributes
{
    public const string Language = "language";
    public const string Style = "style";
    public const string Level = "level";
    public const string Topic = "topic";

    /// <summary>Queries for which an empty answer is right; they are counted, and are in no mean.</summary>
    public const string Negative = "negative";

    /// <summary>Slices by the number of relevant images: each value is the least number of a group (1, 2 to 5, 6 to 20, 21 to 100, more).</summary>
    public const string RelevantFrom = "relevant_from";

    /// <summary>Slices by the length of the text in characters: each value is the least number of a group (1 to 4, 5 to 10, 11 to 20, 21 to 40, more).</summary>
    public const string LengthFrom = "length_from";

    /// <summary>Those that figures are sliced by, in the order of the slices.</summary>
    public static readonly IReadOnlyList<string> All = [Language, LengthFrom, Level, RelevantFrom, Style, Topic];

    private static readonly int[] RelevantGroups = [101, 21, 6, 2, 1, 0];

    private static readonly int[] LengthGroups = [41, 21, 11, 5, 1, 0];

    /// <summary>The attributes that a query has by itself.</summary>
    public static IEnumerable<(string Name, string Value)> Of(DatasetQuery query)
    {
        if (query.Language.Length > 0)
            yield return (Language, query.Language);
        if (query.Style.Length > 0)
            yield return (Style, query.Style);
        if (query.Level > 0)
            yield return (Level, query.Level.ToString(CultureInfo.InvariantCulture));
        if (query.Topic.Length > 0)
            yield return (Topic, query.Topic);
        if (query.Negative)
            yield return (Negative, "true");
    }

    /// <summary>The attributes of a query with so many relevant images.</summary>
    public static SortedDictionary<string, string> Of(DatasetQuery query, int relevant)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [RelevantFrom] = RelevantGroups.First(least => relevant >= least).ToString(CultureInfo.InvariantCulture),
        };
        if (query.Text.Length > 0)
            attributes[LengthFrom] = LengthGroups.First(least => LengthOf(query.Text) >= least).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Of(query))
            attributes[name] = value;
        return attributes;
    }

    /// <summary>A value for people: of a group what it spans, such as <c>2 to 5</c> or <c>101 or more</c>; any other as it is.</summary>
    public static string Describe(string attribute, string value)
    {
        var groups = attribute switch { RelevantFrom => RelevantGroups, LengthFrom => LengthGroups, _ => [] };
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var least) || Array.IndexOf(groups, least) is not (>= 0 and var at))
            return value;
        if (at == 0)
            return $"{value} or more";
        var most = groups[at - 1] - 1;
        return most == least ? value : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
    }

    // Unicode code points: a rare Chinese character counts as one.
    private static int LengthOf(string text) => text.EnumerateRunes().Count();
}
